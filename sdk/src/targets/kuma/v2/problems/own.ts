import { ownByVersion } from "../../own.js";
import { KumaVersion } from "../../version.js";

/** What belongs to Kuma 2.14. */
export const own = ownByVersion[KumaVersion.V2];
