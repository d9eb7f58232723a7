import { everything, difference, type Range, rangeSet, type RangeSet } from "../../../../fabric/addresses/range.js";
import type { ExposeEntry } from "../gateway-peering.js";
import { addressesOf, isCidr, isIpv6, portsOf } from "./syntax.js";

/** One rule of one expose as the data plane keeps it: a port forward of several rules is as many. */
export interface Exposed {
  mode: "none" | "static" | "masquerade" | "forward" | "default";
  private: RangeSet;
  public: RangeSet;
  /** Of port forwarding. */
  ports?: { protocols: string[]; private: Range; public: Range };
  isIpv6: boolean[];
}

/** The entries of one side as the data plane keeps them, as far as they can be read. */
export const manifestOf = (expose: ExposeEntry[], subnets: Record<string, string>): Exposed[] =>
  expose.flatMap((entry) => exposedOf(entry, subnets));

function exposedOf(
  { ips = [], as = [], nat, default: isDefault = false }: ExposeEntry,
  subnets: Record<string, string>,
): Exposed[] {
  if (isDefault) return [{ mode: "default", private: [], public: [everything], isIpv6: [] }];
  const named = ips.map(({ cidr, not, vpcSubnet }) => ({
    cidr: cidr ?? (vpcSubnet === undefined ? undefined : subnets[vpcSubnet]),
    not,
  }));
  const texts = [...named, ...as].flatMap(({ cidr, not }) => [cidr, not]).filter((text) => text !== undefined);
  const versions = { isIpv6: texts.map(isIpv6) };
  const [own, shown] = [effective(named), nat === undefined ? effective(named) : effective(as)];
  if (nat?.portForward !== undefined) {
    return (nat.portForward.ports ?? []).map(({ proto = "", port = "0", as: outer = "0" }) => ({
      mode: "forward",
      private: own,
      public: shown,
      ports: { protocols: proto === "" ? ["tcp", "udp"] : [proto], private: portsOf(port), public: portsOf(outer) },
      ...versions,
    }));
  }
  const mode = nat?.masquerade !== undefined ? "masquerade" : nat?.static !== undefined ? "static" : "none";
  return [{ mode, private: own, public: shown, ...versions }];
}

/** What is left of CIDRs without those that `not` takes away. */
const effective = (blocks: { cidr?: string | undefined; not?: string | undefined }[]): RangeSet => {
  const setOf = (texts: (string | undefined)[]): RangeSet =>
    rangeSet(texts.flatMap((text) => (text === undefined || !isCidr(text) || isIpv6(text) ? [] : [addressesOf(text)])));
  return difference(setOf(blocks.map(({ cidr }) => cidr)), setOf(blocks.map(({ not }) => not)));
};
