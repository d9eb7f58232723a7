import { enableCompileCache } from "../engine/compile-cache.js";
import { isthmus } from "./program.js";
import { processTerminal } from "./terminal.js";

enableCompileCache();

void isthmus(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
