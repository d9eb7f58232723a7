import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createJiti } from "jiti";

/** Loads a program and returns its stack outputs: its exports, or what its exported function returns. */
export async function loadProgram(entry: string): Promise<unknown> {
  const exported = await load(entry);
  const result: unknown = await (typeof exported === "function" ? (exported as () => unknown)() : exported);
  return result;
}

async function load(entry: string): Promise<unknown> {
  if (/\.[cm]?tsx?$/.test(entry)) {
    return exportsOf(await createJiti(entry, { interopDefault: false, sourceMaps: true }).import<object>(entry));
  }
  return isModule(entry) ? exportsOf(await nativeImport(pathToFileURL(entry).href)) : createRequire(entry)(entry);
}

/** A lone default export stands for the whole program; with named exports beside it nobody can tell what is meant. */
function exportsOf(namespace: object): unknown {
  if (!Object.hasOwn(namespace, "default")) return namespace;
  const named = Object.keys(namespace).filter((name) => name !== "default" && name !== "__esModule");
  if (named.length === 0) return (namespace as { default: unknown }).default;
  throw new Error(
    `the program has a default export and named exports (${named.join(", ")}), but only one kind can be the stack's outputs; remove one of them`,
  );
}

function isModule(entry: string): boolean {
  const extension = extname(entry);
  if (extension !== ".js") return extension === ".mjs";
  for (let at = dirname(entry); ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
    if (at === dirname(at)) return false;
  }
}

const nativeImport = (url: string): Promise<object> => import(url) as Promise<object>;
