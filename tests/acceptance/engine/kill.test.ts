import { afterAll, describe, expect, it, jest } from "@jest/globals";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { destroy } from "../../../sdk/src/engine/commands.js";
import { ApiError } from "../../../sdk/src/cluster/api-error.js";
import { Verdict } from "../../../sdk/src/engine/outcome.js";
import { openState } from "../../../sdk/src/engine/state/file.js";
import { FakeCluster } from "../../../sdk/src/engine/testing/fake-cluster.js";
import { certificates, type ProgramName, programs } from "../../../sdk/src/engine/testing/killed-programs.js";
import { TestStack } from "../../../sdk/src/engine/testing/stack.js";
import type { Answer, Call, Order } from "../../../sdk/src/engine/testing/victim.js";

jest.setTimeout(1_800_000);

const passphrase = () => ({ phrase: "correct horse", source: "a test", created: false });

/** A stack on a cluster; `copy` is another one in the same condition. */
class Subject extends TestStack {
  constructor(readonly world = new FakeCluster()) {
    super({ certificates, connect: () => Promise.resolve(world) });
  }

  copy(): Subject {
    const copy = new Subject(this.world.copy());
    cpSync(join(this.dir, ".isthmus"), join(copy.dir, ".isthmus"), { recursive: true });
    return copy;
  }

  async state() {
    return openState(this.dir, "dev", passphrase);
  }

  /** What the cluster holds, but for what the server and chance decide. */
  objects(): Record<string, unknown> {
    const entries = [...this.world.objects].map(([key, { object }]) => {
      const { data, spec } = object as { data?: Record<string, string>; spec?: unknown };
      return [key, { spec, data: object.kind === "Secret" ? Object.keys(data ?? {}) : data }] as const;
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The root's key as the cluster has it. */
  key(): string | undefined {
    const secret = this.world.find("Secret", "shop/root") as { data?: Record<string, string> } | undefined;
    return secret?.data?.["key"];
  }
}

const SOURCE = join(__dirname, "../../../sdk/src/engine/testing/victim.ts");
const JITI = require.resolve("jiti");
const children = new Set<ChildProcess>();
afterAll(() => children.forEach((child) => child.kill("SIGKILL")));

/** Starts a victim in a copy of a stack, so far that it waits for its start. */
function victim(before: Subject, work: Order["work"], killAt: number) {
  const stack = before.copy();
  const order: Order = { dir: stack.dir, work, killAt };
  const load = `require(${JSON.stringify(JITI)}).createJiti(${JSON.stringify(SOURCE)})(${JSON.stringify(SOURCE)})`;
  const child = spawn(process.execPath, ["-e", load, "--", JSON.stringify(order)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  let verdict: string | undefined;
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: Call | "ready" | { verdict: string }) => {
      if (message === "ready") resolve();
      else if ("verdict" in message) verdict = message.verdict;
      else void answer(stack.world, message).then((reply) => child.connected && child.send(reply, () => undefined));
    });
  });
  const ended = Promise.all([
    new Promise((resolve) => child.on("exit", resolve)),
    new Promise((resolve) => child.on("disconnect", resolve)),
  ]);
  return {
    /** Lets it run to its end or its death; the verdict is that of a run that ended. */
    async run(): Promise<{ stack: Subject; verdict: string | undefined }> {
      await ready;
      child.send("start");
      await ended;
      children.delete(child);
      return { stack, verdict };
    },
    /** It is not needed. */
    dismiss: () => child.kill("SIGKILL"),
  };
}

async function answer(world: FakeCluster, { seq, method, args }: Call): Promise<Answer> {
  try {
    const call = world[method].bind(world) as (...all: unknown[]) => Promise<unknown>;
    return { seq, result: await call(...args) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, reason, message, details } = error;
    return { seq, refused: { status, reason, message, details } };
  }
}

/** Every condition in which a run can be cut off, one after the other. */
async function* deaths(before: Subject, work: Order["work"]): AsyncIterable<Subject> {
  let next = victim(before, work, 1);
  for (let killAt = 1; ; killAt++) {
    const current = next;
    next = victim(before, work, killAt + 1);
    const { stack, verdict } = await current.run();
    if (verdict !== undefined) {
      next.dismiss();
      expect(verdict).toBe(Verdict.Ok);
      return;
    }
    yield stack;
  }
}

async function after(...names: ProgramName[]): Promise<Subject> {
  const stack = new Subject();
  for (const name of ["nothing", ...names] as ProgramName[]) {
    expect((await stack.up(programs[name])).verdict).toBe(Verdict.Ok);
  }
  return stack;
}

/** The stack and its cluster are as if the program had always run without interruption. */
async function expectConverged(stack: Subject, name: ProgramName, wanted: Record<string, unknown>): Promise<void> {
  const outcome = await stack.up(programs[name]);
  expect([outcome.problems, outcome.failures, outcome.verdict]).toEqual([[], [], Verdict.Ok]);
  expect(stack.objects()).toEqual(wanted);
  const { resources, pending } = await stack.state();
  const urns = resources.map(({ urn }) => urn);
  expect([new Set(urns).size, pending, readFileSync(stack.stateFile, "utf8").includes("pending")]).toEqual([
    urns.length,
    [],
    false,
  ]);
  expect(resources.filter((resource) => resource.delete === true)).toEqual([]);
  const again = await stack.up(programs[name]);
  expect(again.steps.filter(({ op }) => op !== "same")).toEqual([]);
}

async function expectDestroyed(stack: Subject): Promise<void> {
  const outcome = await destroy(stack.options);
  expect([outcome.problems, outcome.failures, outcome.verdict]).toEqual([[], [], Verdict.Ok]);
  expect(Object.keys(stack.objects())).toEqual(["v1 Namespace default"]);
  const { resources, pending } = await stack.state();
  expect([resources, pending]).toEqual([[], []]);
}

describe("a run that is killed", () => {
  it.each([
    ["up of what is new", "nothing", "first", 8],
    ["up of what has changed", "first", "changed", 8],
    ["up of what must be replaced", "first", "replaced", 8],
  ] as const)(
    "at each boundary of %s (from %s to %s, %d or more) leaves nothing that the next run does not settle",
    async (_, from, to, atLeast) => {
      const before = await after(...(from === "nothing" ? [] : [from]));
      const [old, wanted] = [before.objects(), (await after(to)).objects()];
      let points = 0;
      for await (const dead of deaths(before, to)) {
        points++;
        const key = dead.key();
        const [same, back, gone] = [dead.copy(), dead.copy(), dead.copy()];
        await expectConverged(same, to, wanted);
        if (key !== undefined) expect(same.key()).toBe(key);
        await expectConverged(back, from, old);
        await expectDestroyed(gone);
      }
      expect(points).toBeGreaterThanOrEqual(atLeast);
    },
  );

  it("at each boundary of destroy (10 or more) leaves nothing that the next run does not settle", async () => {
    const before = await after("first");
    const wanted = before.objects();
    let points = 0;
    for await (const dead of deaths(before, "destroy")) {
      points++;
      const [again, back] = [dead.copy(), dead.copy()];
      await expectDestroyed(again);
      await expectConverged(back, "first", wanted);
    }
    expect(points).toBeGreaterThanOrEqual(10);
  });
});
