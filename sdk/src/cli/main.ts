import { isthmus } from "./program.js";
import { processTerminal } from "./terminal.js";

void isthmus(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
