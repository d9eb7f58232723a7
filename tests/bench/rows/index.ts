import type { Case } from "../bench.js";
import { effect } from "./effect.js";
import { envoy } from "./envoy.js";
import { imports } from "./import.js";
import { memory } from "./memory.js";
import { natChange } from "./nat-change.js";
import { natLoad } from "./nat-load.js";
import { natTraffic } from "./nat-traffic.js";
import { preview } from "./preview.js";
import { targetsByHand } from "./targets-by-hand.js";
import { targetsRender } from "./targets-render.js";
import { up } from "./up.js";
import { vpcCheck } from "./vpc-check.js";

/** Everything that can be measured, in the order in which it is. */
export const cases: Case[] = [
  ...envoy,
  ...memory,
  ...effect,
  ...preview,
  ...up,
  ...imports,
  ...vpcCheck,
  ...natLoad,
  ...natChange,
  ...natTraffic,
  ...targetsRender,
  ...targetsByHand,
];
