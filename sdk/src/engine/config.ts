import { existsSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../model/problem.js";
import { isObject, type Project, readYaml } from "./project.js";
import { cipherFromSalt } from "./state/cipher.js";
import type { Passphrase } from "./state/passphrase.js";

/** The configuration of one run, by full key (`project:key`); objects as JSON text, as Pulumi passes them. */
export interface Config {
  values: Record<string, string>;
  secretKeys: string[];
}

/** The project's defaults, then the stack's file, then what the command line says; the last one wins. */
export async function resolveConfig(
  project: Project,
  stack: string,
  given: Record<string, string>,
  passphrase: () => Passphrase,
): Promise<Config> {
  const file = join(project.root, `Pulumi.${stack}.yaml`);
  const settings = existsSync(file) ? readYaml(file) : {};
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(project.config)) {
    const plain = projectDefault(value);
    if (plain !== undefined) values[fullKey(project, key)] = text(plain);
  }
  const stackConfig = isObject(settings["config"]) ? settings["config"] : {};
  const secure = Object.values(stackConfig).some(holdsSecure);
  const open = secure ? await opener(settings["encryptionsalt"], file, passphrase) : (value: unknown) => value;
  for (const [key, value] of Object.entries(stackConfig)) {
    values[fullKey(project, key)] = text(open(value));
    if (holdsSecure(value)) secretKeys.push(fullKey(project, key));
  }
  for (const [key, value] of Object.entries(given)) values[fullKey(project, key)] = value;
  return { values, secretKeys };
}

/** `-c key=value` as a record; a problem for anything else. */
export function parseConfigFlags(flags: string[]): Record<string, string> {
  return Object.fromEntries(
    flags.map((flag) => {
      const at = flag.indexOf("=");
      if (at > 0) return [flag.slice(0, at), flag.slice(at + 1)];
      return refuse("config.flag", `--config ${flag}`, "a configuration value is given as key=value");
    }),
  );
}

const fullKey = ({ name }: Project, key: string): string => (key.includes(":") ? key : `${name}:${key}`);

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** In Pulumi.yaml a key holds its value, or a schema with a `default`, or a `value`. */
function projectDefault(value: unknown): unknown {
  if (!isObject(value)) return value;
  if ("value" in value) return value["value"];
  if ("default" in value) return value["default"];
  return "type" in value ? undefined : value;
}

const holdsSecure = (value: unknown): boolean =>
  isObject(value)
    ? typeof value["secure"] === "string" || Object.values(value).some(holdsSecure)
    : Array.isArray(value) && value.some(holdsSecure);

async function opener(salt: unknown, file: string, passphrase: () => Passphrase) {
  if (typeof salt !== "string") {
    refuse(
      "config.secure",
      `${file}: encryptionsalt`,
      "the file holds secrets but no passphrase salt, so only the `pulumi` CLI that wrote it can open them",
      "give the values with --config, or use Pulumi's passphrase secrets provider",
    );
  }
  const cipher = await cipherFromSalt(salt, passphrase(), file);
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (!isObject(value)) return value;
    if (typeof value["secure"] === "string") return cipher.decrypt(value["secure"]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
  };
  return open;
}
