import { afterAll } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** An empty directory that is gone when the test file has run. */
export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), "isthmus-"));
  made.push(dir);
  return dir;
}
