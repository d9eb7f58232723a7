import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { refuse } from "../../model/problem.js";
import type { ManifestFile } from "./manifests.js";

/** Lists what render wrote, so that the next one removes only that. */
const INDEX = ".isthmus-render.json";

/** What was done to a directory. */
export interface Written {
  written: number;
  removed: string[];
}

/** Makes a directory hold these files, and removes those of an earlier rendering that are no longer wanted. */
export function writeDirectory(out: string, files: ManifestFile[]): Written {
  const before = readIndex(out);
  const foreign = files.filter(({ path, content }) => !before.includes(path) && differs(join(out, path), content));
  if (foreign[0] !== undefined) {
    const hint = "choose another directory, or remove the file";
    refuse("render.foreign", join(out, foreign[0].path), "this file exists, and no rendering wrote it", hint);
  }
  const wanted = new Set(files.map(({ path }) => path));
  const removed = before.filter((path) => !wanted.has(path));
  // The index first, over old and new: an interrupted rendering leaves no file that nobody owns.
  writeIndex(out, [...new Set([...before, ...wanted])]);
  for (const { path, content, secret } of files) write(join(out, path), content, secret);
  for (const path of removed) rmSync(join(out, path), { force: true });
  writeIndex(out, [...wanted]);
  return { written: files.length, removed };
}

function write(file: string, content: string, secret: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  if (secret) rmSync(file, { force: true }); // the mode counts only for a new file
  writeFileSync(file, content, secret ? { mode: 0o600 } : {});
}

const differs = (file: string, content: string): boolean => existsSync(file) && readFileSync(file, "utf8") !== content;

function readIndex(out: string): string[] {
  const file = join(out, INDEX);
  if (!existsSync(file)) return [];
  const hint = `remove ${file} and the files that an earlier rendering left`;
  let files: unknown;
  try {
    files = (JSON.parse(readFileSync(file, "utf8")) as { files?: unknown }).files;
  } catch {
    refuse("render.index", file, "the list of rendered files is not valid JSON", hint);
  }
  if (!Array.isArray(files) || !files.every((path) => typeof path === "string" && staysInside(out, path))) {
    refuse("render.index", file, "the list of rendered files names files outside the directory", hint);
  }
  return files as string[];
}

function writeIndex(out: string, files: string[]): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, INDEX), `${JSON.stringify({ files: files.sort() }, undefined, 2)}\n`);
}

function staysInside(out: string, path: string): boolean {
  const within = relative(out, join(out, path));
  return !isAbsolute(path) && within !== "" && !within.startsWith("..");
}
