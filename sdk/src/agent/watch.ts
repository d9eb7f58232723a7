import { type FSWatcher, watch } from "node:fs";
import { dataLink } from "./read-directory.js";

/** How long a directory that is written file by file must be quiet before it is read. */
const settling = 100;

/**
 * Calls `act` one call at a time: at once when a directory changes, and every `interval` milliseconds anyway. A
 * ConfigMap volume changes in one step; any other directory is given a moment to be written to its end.
 */
export async function follow(
  directory: string,
  interval: number,
  act: (changed: boolean) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let wake: (changed: boolean) => void = () => undefined;
  let changed = false;
  let quiet: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const notice = (): void => {
    changed = true;
    wake(true);
  };
  const hear = (): void => {
    clearTimeout(quiet);
    if (dataLink(directory) !== undefined) notice();
    else quiet = setTimeout(notice, settling);
  };
  const listen = (): void => {
    try {
      watcher = watch(directory, hear);
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // the poll finds it
    }
  };
  const stop = (): void => wake(false);
  signal.addEventListener("abort", stop);
  while (!signal.aborted) {
    if (watcher === undefined) listen();
    if (!changed) await next(interval, (resolve) => (wake = resolve));
    if (signal.aborted) break;
    const now = changed;
    changed = false;
    await act(now);
  }
  signal.removeEventListener("abort", stop);
  clearTimeout(quiet);
  watcher?.close();
}

function next(interval: number, offer: (resolve: (changed: boolean) => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), interval);
    offer((changed) => {
      clearTimeout(timer);
      resolve(changed);
    });
  });
}
