import { homedir } from "node:os";
import { join } from "node:path";

/** Root of everything the harness keeps. Defaults to `~/.cache/isthmus`; `ISTHMUS_CACHE` moves it. */
export const cacheRoot = () => process.env["ISTHMUS_CACHE"] ?? join(homedir(), ".cache", "isthmus");

/** Programs, keyed by version: survives `down`, may vanish at any time. */
export const binariesRoot = () => join(cacheRoot(), "bin");

/** Image archives, keyed by what is in them. */
export const imagesRoot = () => join(cacheRoot(), "images");

/** Everything of running clusters, a folder each: gone after `down`. */
export const runRoot = () => join(cacheRoot(), "run");
