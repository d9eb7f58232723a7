import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type Ran } from "./run.js";

/**
 * Runs a program with a script as its last argument. Not by standard input: nft and conntrack open /dev/stdin by name,
 * which fails for the sockets that Node gives its children.
 */
export async function runScript(program: string, args: readonly string[], script: string): Promise<Ran> {
  // memory, and writable where the root file system is not
  const file = join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), `isthmus-${randomUUID()}`);
  try {
    await writeFile(file, script, { mode: 0o600 });
    return await run(program, [...args, file]);
  } finally {
    await rm(file, { force: true });
  }
}
