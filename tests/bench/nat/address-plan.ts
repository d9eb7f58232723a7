import { addressText } from "../../../sdk/src/fabric/addresses/cidr.js";

/** The VPCs of the scenes, which are also the names of the gateway's interfaces. */
export const provider = "vpc1";
export const consumer = "vpc2";

/** What each owns, and the part by which the provider is seen. */
export const providerRange = "10.1.0.0/16";
export const consumerRange = "10.2.0.0/16";
export const publicRange = "172.16.0.0/16";

/** Whoever asks. */
export const caller = "10.2.0.7";

/** The one address of an Expose, in the provider and as others see it. */
export const privateAddress = (index: number): string => addressText(0x0a010000 + index);
export const publicAddress = (index: number): string => addressText(0xac100000 + index);

/** Half way through a list of rules. */
export const middle = (count: number): number => Math.floor(count / 2);
