import { ownByVersion } from "../../own.js";
import { KumaVersion } from "../../version.js";

/** What belongs to Kuma 3.0. */
export const own = ownByVersion[KumaVersion.V3];
