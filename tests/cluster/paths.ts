import { homedir } from "node:os";
import { join } from "node:path";

const standard = () => join(homedir(), ".cache", "isthmus");

/** What is built or downloaded. Defaults to `~/.cache/isthmus`; `ISTHMUS_CACHE` moves it. */
export const cacheRoot = () => process.env["ISTHMUS_CACHE"] ?? standard();

/** Programs, keyed by version: survives `down`, may vanish at any time. */
export const binariesRoot = () => join(cacheRoot(), "bin");

/** Image archives, keyed by what is in them. */
export const imagesRoot = () => join(cacheRoot(), "images");

/** Everything of running clusters, a folder each: gone after `down`. A machine has one, as it has one set of names. */
export const runRoot = () => join(standard(), "run");
