import { innerDomain } from "../crossing/inner-names.js";
import { hashedLabel } from "../crossing/hashed-name.js";

/** API versions of Gloo Mesh 2.x. */
export const adminApi = "admin.gloo.solo.io/v2";
export const networkingApi = "networking.gloo.solo.io/v2";
export const resilienceApi = "resilience.policy.gloo.solo.io/v2";
export const securityApi = "security.policy.gloo.solo.io/v2";
export const trafficApi = "trafficcontrol.policy.gloo.solo.io/v2";

/** Short enough for a label of a DNS name, 63 characters, with a word behind it. */
const longestName = 50;

/** Readable words, cut to fit, and an end that tells apart what `key` tells apart. */
export const hashedName = (words: string, key: unknown): string => hashedLabel(words, key, longestName);

/** A hostname inside the mesh that nobody calls by itself: what a Route's own name is led to. */
export const innerHost = (name: string, namespace: string): string => `${name}.${namespace}.${innerDomain}`;

/** On what consumers of a namespace import from the gateways' workspace. */
export const consumerLabel = (namespace: string): Record<string, string> => ({
  [`consumers.isthmus.dev/${namespace}`]: "true",
});

/** On routes to which a policy of timeouts, retries or headers applies. */
export const policyLabel = "isthmus.dev/policy";

/** On an ExternalService and its ExternalEndpoints: which far end, as which calls, they stand for. */
export const outletLabels = ({ name }: { name: string }): Record<string, string> => ({ "isthmus.dev/outlet": name });
