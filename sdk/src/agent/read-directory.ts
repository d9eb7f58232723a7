import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type Problem, ProblemsError } from "../model/problem.js";
import type { Configuration, ElementFile, Gateway } from "./configuration.js";
import { parseElements } from "./parse-elements.js";
import { parseGateway } from "./parse-gateway.js";
import { rulesetProblems } from "./parse-ruleset.js";
import { fileProblem, shown } from "./problems.js";

/** A file as it was read, and the state of the hash after it. */
interface ReadFile {
  content: Buffer;
  after: Hash;
}

/** Reads a configuration directory again and again; what did not change is neither parsed nor hashed again. */
export class DirectoryReader {
  private files = new Map<string, ReadFile>();
  private configuration: Configuration | undefined;

  constructor(readonly directory: string) {}

  /** The configuration; the same object as before if nothing changed. Throws a {@link ProblemsError} with every problem. */
  read(): Configuration {
    const contents = consistent(this.directory);
    const { files, changed } = hashed(contents, this.files);
    const last = [...files.values()].at(-1);
    if (changed.size === 0 && files.size === this.files.size && this.configuration !== undefined) {
      return this.configuration;
    }
    const hash = (last?.after ?? createHash("sha256")).copy().digest("hex").slice(0, 16);
    this.configuration = parsed(contents, changed, hash, this.configuration);
    this.files = files;
    return this.configuration;
  }
}

/** The hash of a directory: of name, NUL, content, NUL of each file that counts, by name; 16 hexadecimal digits. */
export function configurationHash(contents: ReadonlyMap<string, Buffer | string>): string {
  const hash = createHash("sha256");
  for (const name of [...contents.keys()].sort())
    hash
      .update(`${name}\0`)
      .update(contents.get(name) ?? "")
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Hashes from the first file that changed on: the states before it are those of the last time. */
function hashed(contents: ReadonlyMap<string, Buffer>, known: ReadonlyMap<string, ReadFile>) {
  const files = new Map<string, ReadFile>();
  const changed = new Set<string>();
  const names = [...known.keys()];
  let running = createHash("sha256");
  let same = true;
  let index = 0;
  for (const [name, content] of contents) {
    const old = known.get(name);
    const equal = old?.content.equals(content) === true;
    if (!equal) changed.add(name);
    same &&= equal && names[index++] === name;
    running = same && old !== undefined ? old.after : running.copy().update(`${name}\0`).update(content).update("\0");
    files.set(name, { content: equal && old !== undefined ? old.content : content, after: running });
  }
  return { files, changed };
}

function parsed(
  contents: ReadonlyMap<string, Buffer>,
  changed: ReadonlySet<string>,
  hash: string,
  before: Configuration | undefined,
): Configuration {
  const problems: Problem[] = [];
  const text = (name: string): string => contents.get(name)?.toString("utf8") ?? "";
  for (const name of ["gateway.json", "ruleset.nft"]) {
    if (!contents.has(name)) problems.push(fileProblem("missing", name, "is not in the directory", renderHint));
  }
  let gateway: Gateway | undefined;
  if (contents.has("gateway.json")) {
    gateway =
      before !== undefined && !changed.has("gateway.json")
        ? before.gateway
        : parseGateway(text("gateway.json"), problems);
  }
  const ruleset = before !== undefined && !changed.has("ruleset.nft") ? before.ruleset : text("ruleset.nft");
  if (contents.has("ruleset.nft")) problems.push(...rulesetProblems(ruleset));
  const elementFiles = new Map<string, ElementFile>();
  for (const name of contents.keys()) {
    if (!isElements(name)) continue;
    const old = changed.has(name) ? undefined : before?.elementFiles.get(name);
    elementFiles.set(name, old ?? parseElements(name, text(name), problems));
  }
  problems.push(...repeated(elementFiles, before));
  if (problems.length > 0 || gateway === undefined) throw new ProblemsError(problems);
  return { hash, gateway, ruleset, elementFiles };
}

/** Elements and passages that stand in two files. Only files that are new to us are looked at. */
function* repeated(files: ReadonlyMap<string, ElementFile>, before: Configuration | undefined): Iterable<Problem> {
  const fresh = [...files.values()].filter((file) => before?.elementFiles.get(file.name) !== file);
  for (const file of fresh) {
    const old = before?.elementFiles.get(file.name);
    for (const kind of ["elements", "passages"] as const) {
      for (const key of file[kind].keys()) {
        if (old?.[kind].has(key) === true) continue;
        for (const other of files.values()) {
          if (other === file || !other[kind].has(key) || (other.name < file.name && fresh.includes(other))) continue;
          yield fileProblem("repeated", `${file.name}, ${other.name}`, `${shown(key)} is in both`, renderHint);
        }
      }
    }
  }
}

const renderHint = "render the directory again, as a whole";

/**
 * The files that count, by name, all of one moment. Of a ConfigMap volume they are read where its `..data` leads: its
 * kubelet changes that link first, and only then links files that are new into the directory and takes old links away.
 */
function consistent(directory: string): Map<string, Buffer> {
  for (let attempt = 1; ; attempt++) {
    const version = dataLink(directory);
    try {
      return contentsOf(version === undefined ? directory : join(directory, version));
    } catch (error) {
      const isLasting = error instanceof ProblemsError && dataLink(directory) === version;
      if (isLasting || attempt >= 5) throw error;
    }
  }
}

/** Read at once, without waiting in between: a change is to be in force in milliseconds. */
function contentsOf(directory: string): Map<string, Buffer> {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    const message = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
    throw new ProblemsError([fileProblem("directory", directory, message, "name a directory that isthmus rendered")]);
  }
  const counted = names.filter((name) => name === "gateway.json" || name === "ruleset.nft" || isElements(name));
  return new Map(counted.sort().map((name) => [name, readFileSync(join(directory, name))]));
}

/** What a ConfigMap volume's `..data` points to; undefined in any other directory. */
export function dataLink(directory: string): string | undefined {
  try {
    return readlinkSync(join(directory, "..data"));
  } catch {
    return undefined;
  }
}

const isElements = (name: string): boolean => /^elements-.*\.txt$/.test(name);
