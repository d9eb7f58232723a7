import type { Case } from "../bench.js";
import { envoy } from "./envoy.js";

/** Everything that can be measured, in the order in which it is. */
export const cases: Case[] = [...envoy];
