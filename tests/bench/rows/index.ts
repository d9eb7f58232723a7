import type { Case } from "../bench.js";
import { effect } from "./effect.js";
import { envoy } from "./envoy.js";
import { imports } from "./import.js";
import { memory } from "./memory.js";
import { preview } from "./preview.js";
import { up } from "./up.js";

/** Everything that can be measured, in the order in which it is. */
export const cases: Case[] = [...envoy, ...memory, ...effect, ...preview, ...up, ...imports];
