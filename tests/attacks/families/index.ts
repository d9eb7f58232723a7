import type { Family } from "../attack.js";
import { configuration } from "./configuration.js";
import { connections } from "./connections.js";
import { headers } from "./headers.js";
import { http2 } from "./http2.js";
import { identity } from "./identity.js";
import { limits } from "./limits.js";
import { outsiders } from "./outsiders.js";
import { paths } from "./paths.js";
import { removal } from "./removal.js";
import { rules } from "./rules.js";
import { smuggling } from "./smuggling.js";
import { tls } from "./tls.js";
import { tokens } from "./tokens.js";

/** All that is tried, in the order of the page; what changes the Fabric is last. */
export const families: Family[] = [
  identity,
  tls,
  paths,
  headers,
  rules,
  tokens,
  smuggling,
  http2,
  connections,
  outsiders,
  limits,
  configuration,
  removal,
];
