import type { Family } from "../attack.js";
import { configuration } from "./configuration.js";
import { headers } from "./headers.js";
import { http2 } from "./http2.js";
import { identity } from "./identity.js";
import { limits } from "./limits.js";
import { paths } from "./paths.js";
import { removal } from "./removal.js";
import { smuggling } from "./smuggling.js";
import { tls } from "./tls.js";

/** All that is tried, in the order of the page; what changes the Fabric is last. */
export const families: Family[] = [identity, tls, paths, headers, smuggling, http2, limits, configuration, removal];
