import { dataPlaneErrors, overlayErrors } from "./admission/data-plane.js";
import { webhookErrors } from "./admission/webhook.js";
import type { GatewayPeering, Surroundings } from "./gateway-peering.js";

/**
 * What Hedgehog 26.03 says to GatewayPeerings that are all there at once: the rules of its webhook and of its data
 * plane, in our own words. The real system stops at the first error; this names all.
 */
export const admissionErrors = (peerings: GatewayPeering[], around: Surroundings): string[] => [
  ...peerings.flatMap((peering) => [
    ...[...webhookErrors(peering, peerings, around)].map((error) => `webhook, ${peering.metadata.name}: ${error}`),
    ...[...dataPlaneErrors(peering, around)].map((error) => `data plane, ${peering.metadata.name}: ${error}`),
  ]),
  ...[...overlayErrors(peerings, around)].map((error) => `data plane: ${error}`),
];
