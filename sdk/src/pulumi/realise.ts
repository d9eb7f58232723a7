import type * as realisation from "./realisation.js";

/**
 * Turns declarations into resources; see `realisation.ts`, which is loaded when the first component is constructed. It
 * brings the schemas, the checks and the targets, and no import of `isthmus` waits for them.
 */
export const realise: typeof realisation.realise = (...args) =>
  (require("./realisation.js") as typeof realisation).realise(...args);
