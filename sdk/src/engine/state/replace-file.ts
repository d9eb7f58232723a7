import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** Where the state that a run found is kept while and after the run changes it. */
export const backupPath = (path: string): string => `${path}.backup`;

/** Keeps the file as it is beside it. The file itself stays in its place throughout. */
export function keepBackup(path: string): void {
  if (!existsSync(path)) return;
  const link = `${path}.${process.pid}.link`;
  rmSync(link, { force: true });
  linkSync(path, link);
  renameSync(link, backupPath(path));
  rmSync(link, { force: true }); // renaming onto another link of the same file does nothing
}

/** Replaces a file in one step, for its owner alone, and returns when the disk has it. */
export function replaceFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** The new name is safe only once the directory is; Windows cannot open one, and does not need it. */
function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
