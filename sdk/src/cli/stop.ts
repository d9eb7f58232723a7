import type { Terminal } from "./terminal.js";

/** Runs work that Ctrl-C stops: what has begun ends and the state is written; a second Ctrl-C waits for nothing. */
export async function stoppable<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    terminal.err(`\n${signal}: waiting for what has begun; once more to leave at once\n`);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
