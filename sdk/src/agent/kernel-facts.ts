import { ownSets } from "./configuration.js";
import type { KnownPassage } from "./difference.js";
import { elementsOf, type KernelElement } from "./kernel/nft.js";
import type { OwnAddress } from "./network-plan.js";

/** The hash of the configuration in force in this namespace; undefined if there is none. */
export async function inForceOf(): Promise<string | undefined> {
  return (await elementsOf(ownSets.applied))?.[0]?.comment;
}

/** An address that the agent has put on an interface. */
export function ownAddressOf({ comment = "" }: KernelElement): OwnAddress[] {
  const [device, address] = comment.split(" ");
  return device === undefined || address === undefined ? [] : [{ interface: device, address }];
}

/** A passage whose flows are in the kernel. */
export function knownPassageOf({ key, comment = "" }: KernelElement): KnownPassage[] {
  const [zone, signature] = comment.split(" ");
  if (signature === undefined) return [];
  return [{ id: `0x${key.toString(16).padStart(8, "0")}`, zone: Number(zone), signature }];
}
