import { spawn } from "node:child_process";
import { run } from "../../cluster/command.js";
import { attempt, family, residentBytes } from "../process.js";

/** A command line, and where it runs. */
export interface Command {
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** Seconds that passed, and seconds of processor time that the program and all that it waited for used. */
export interface Taken {
  time: number;
  processor: number;
}

/** Far more than anything here takes: what hangs ends as an error. */
const timeoutMs = 300_000;
/** How often memory is looked at. */
const lookMs = 50;

/** Runs a program to its end. The shell's own `times` knows of its children's children, which Node does not. */
export async function taken({ program, args, cwd, env }: Command): Promise<Taken> {
  const begin = performance.now();
  const script = '"$@" >/dev/null && times';
  const printed = await run("/bin/sh", ["-c", script, "sh", program, ...args], { cwd, env, timeoutMs });
  return { time: (performance.now() - begin) / 1000, processor: childSeconds(printed) };
}

/** The second line of `times`: `0m1.520s 0m0.130s`, user and system time of the children. */
export function childSeconds(times: string): number {
  const durations = [...(times.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  return durations.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/**
 * Runs a program to its end and returns the greatest sum of memory, in bytes, that it and its descendants held at one
 * time. Looking takes time, so that seconds are measured in runs of their own.
 */
export async function peakMemory({ program, args, cwd, env }: Command): Promise<number> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore", timeout: timeoutMs });
  let peak = 0;
  const timer = setInterval(() => {
    const held = family(child.pid ?? 0).map((pid) => attempt(() => residentBytes(pid)) ?? 0);
    peak = Math.max(
      peak,
      held.reduce((sum, bytes) => sum + bytes, 0),
    );
  }, lookMs);
  try {
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${String(code)}`);
    return peak;
  } finally {
    clearInterval(timer);
  }
}
