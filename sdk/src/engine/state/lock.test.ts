import { describe, expect, it } from "@jest/globals";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { problemsOf } from "../problems.js";
import { TestStack } from "../testing/stack.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { breakLock, type LockOwner, lockPath, takeLock } from "./lock.js";
import { beginningOf, isRunning } from "./process-identity.js";

const newPath = () => lockPath(temporaryDirectory(), "dev");
const silent = (): void => undefined;

function heldBy(path: string, owner: Partial<LockOwner>): void {
  mkdirSync(dirname(path), { recursive: true });
  const since = "2026-01-01T00:00:00.000Z";
  writeFileSync(path, JSON.stringify({ pid: 1, host: hostname(), since, command: "isthmus up", ...owner }));
}

function problemOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return problemsOf(error)?.[0];
  }
  return undefined;
}

/** A number that no process has any more. */
const endedPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("a lock", () => {
  it("keeps a second run out, and says who holds it, since when and what to do", () => {
    const path = newPath();
    const lock = takeLock(path, "isthmus up", silent);
    const problem = problemOf(() => takeLock(path, "isthmus destroy", silent));
    expect(problem).toMatchObject({ code: "state.locked", path });
    expect(problem?.message).toMatch(
      `isthmus up (process ${process.pid} on ${hostname()}) works on this stack since 2`,
    );
    expect(problem?.hint).toContain(`end process ${process.pid}`);
    lock.release();
    takeLock(path, "isthmus destroy", silent).release();
  });

  it("leaves nothing behind", () => {
    const path = newPath();
    const lock = takeLock(path, "isthmus up", silent);
    expect(readdirSync(dirname(path))).toEqual(["dev.lock"]);
    lock.release();
    lock.release();
    expect(existsSync(dirname(path))).toBe(false);
  });

  it("is taken over, with a warning, from a process that has ended", () => {
    const path = newPath();
    heldBy(path, { pid: endedPid() });
    const warnings: string[] = [];
    const lock = takeLock(path, "isthmus up", (message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringContaining("has ended without giving the stack back")]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it("is taken over where its process's number now belongs to another process", () => {
    const path = newPath();
    heldBy(path, { pid: process.pid, beginning: "before this boot" });
    takeLock(path, "isthmus up", silent).release();
    heldBy(path, { pid: process.pid, beginning: beginningOf(process.pid) ?? "" });
    expect(problemOf(() => takeLock(path, "isthmus up", silent))?.code).toBe("state.locked");
  });

  it("of another host stays until it is cancelled", () => {
    const path = newPath();
    heldBy(path, { host: "ci-3" });
    expect(problemOf(() => takeLock(path, "isthmus up", silent))?.hint).toContain("`isthmus cancel`");
    expect(breakLock(path)).toMatchObject({ host: "ci-3" });
    expect(breakLock(path)).toBeUndefined();
    takeLock(path, "isthmus up", silent).release();
  });

  it("that cannot be read stays until it is cancelled", () => {
    const path = newPath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "{");
    expect(problemOf(() => takeLock(path, "isthmus up", silent))?.message).toContain("cannot be told");
    expect(breakLock(path)).toEqual({});
  });

  it("of a run that goes on here is not cancelled", () => {
    const path = newPath();
    const lock = takeLock(path, "isthmus up", silent);
    expect(problemOf(() => breakLock(path))?.code).toBe("state.locked");
    lock.release();
  });

  it("is not given away by a run that lost it", () => {
    const path = newPath();
    const lock = takeLock(path, "isthmus up", silent);
    heldBy(path, { host: "ci-3" });
    lock.release();
    expect(breakLock(path)).toMatchObject({ host: "ci-3" });
  });

  it("goes with its process, also when that leaves in the middle", () => {
    const path = newPath();
    const source = JSON.stringify(join(__dirname, "lock.ts"));
    const jiti = JSON.stringify(require.resolve("jiti"));
    const code = `require(${jiti}).createJiti(${source})(${source}).takeLock(${JSON.stringify(path)}, "x", () => 0);
      console.log(require("node:fs").existsSync(${JSON.stringify(path)}));
      process.exit(130);`;
    const { status, stdout } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
    expect([status, stdout, existsSync(path)]).toEqual([130, "true\n", false]);
  });

  it("is had by one of many that take over at once", async () => {
    const path = newPath();
    heldBy(path, { pid: endedPid() });
    const source = JSON.stringify(join(__dirname, "lock.ts"));
    const jiti = JSON.stringify(require.resolve("jiti"));
    const code = `try { require(${jiti}).createJiti(${source})(${source}).takeLock(${JSON.stringify(path)}, "x", () => 0); console.log("mine"); setTimeout(() => 0, 3000) } catch {}`;
    const said = await Promise.all(
      Array.from({ length: 6 }, () => {
        const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
        return new Promise<string>((resolve) => {
          let text = "";
          child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          child.on("close", () => resolve(text));
        });
      }),
    );
    expect(said.filter((text) => text === "mine\n")).toHaveLength(1);
  }, 30_000);
});

describe("a process", () => {
  it("is told from one that has ended and from one that had its number before", () => {
    expect(isRunning(process.pid, beginningOf(process.pid))).toBe(true);
    expect(isRunning(process.pid, undefined)).toBe(true);
    expect(isRunning(process.pid, "another time")).toBe(false);
    expect(isRunning(endedPid(), undefined)).toBe(false);
  });
});

describe("a stack", () => {
  it("is not changed by two runs at once, but may be looked at", async () => {
    const stack = new TestStack();
    const second: unknown[] = [];
    await stack.up(async () => {
      second.push((await stack.preview(() => Promise.resolve())).verdict);
      second.push(problemsOf(await stack.up(() => Promise.resolve()).catch((error: unknown) => error))?.[0]?.code);
    });
    expect(second).toEqual(["ok", "state.locked"]);
    expect(existsSync(lockPath(stack.dir, "dev"))).toBe(false);
  });

  it("is given back by a run whose program fails", async () => {
    const stack = new TestStack();
    await stack.up(() => Promise.reject(new Error("boom")));
    expect(existsSync(lockPath(stack.dir, "dev"))).toBe(false);
  });
});
