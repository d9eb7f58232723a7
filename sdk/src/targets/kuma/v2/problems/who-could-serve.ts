import { KumaVersion } from "../../version.js";

/** The way out where a caller cannot call a gateway of Kuma's own. */
export const whoCouldServe = (mesh: string): string =>
  `realise mesh "${mesh}" on kuma ${KumaVersion.V3} or standalone, whose gateways other targets can call`;
