import type { Progress, ProgressEvent } from "./test-cluster.js";

/** Says nothing. */
export const silent: Progress = () => undefined;

/** Runs `work` as one step: its start, then its time, or that it failed. */
export async function timed<T>(progress: Progress, step: string, work: () => Promise<T>, detail?: string): Promise<T> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  progress({ step, state: "start", ...(detail === undefined ? {} : { detail }) });
  try {
    const result = await work();
    progress({ step, state: "done", seconds: seconds() });
    return result;
  } catch (error) {
    progress({ step, state: "failed", seconds: seconds(), detail: firstLine(error) });
    throw error;
  }
}

/** One line for people: `  done   build kubelet (25.1 s)`. */
export function progressLine({ step, state, seconds, detail }: ProgressEvent): string {
  const words = { start: "...", done: "done", cached: "have", failed: "FAIL" }[state];
  const time = seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`;
  return `${words.padEnd(4)}  ${step}${time}${detail === undefined ? "" : `: ${detail}`}`;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
