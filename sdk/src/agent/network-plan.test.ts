import { describe, expect, it } from "@jest/globals";
import { type Network, networkPlan } from "./network-plan.js";

const vpc = (id: number, device: string, ...to: string[]) => ({
  name: `vpc${id}`,
  id,
  interface: device,
  address: "169.254.1.1/32",
  routes: to.map((block) => ({ to: block })),
});

const network = (interfaces: Record<string, string[]>, more: Partial<Network> = {}): Network => ({
  interfaces: new Map(Object.entries(interfaces).map(([name, addresses]) => [name, { up: true, addresses }])),
  rules: [],
  routes: [],
  ...more,
});

const table = 0x49530000;
const inPlace = network(
  { net1: ["169.254.1.1/32"] },
  {
    rules: [
      { preference: 1000, selector: "iif lo fwmark 0x50000/0xffff0000", table: table + 5 },
      { preference: 1001, selector: "fwmark 0x5/0xffff", table: table + 5 },
    ],
    routes: [{ table: table + 5, to: "10.1.0.0/16", device: "net1" }],
  },
);

describe("networkPlan", () => {
  it("adds address, routes and rules, and can take back each", () => {
    const plan = networkPlan([vpc(5, "net1", "10.1.0.0/16")], network({ net1: [] }), [], true);
    expect(plan).toEqual({
      before: [
        "address add 169.254.1.1/32 dev net1 noprefixroute",
        `route replace 10.1.0.0/16 dev net1 table ${table + 5}`,
        `rule add pref 1000 iif lo fwmark 0x50000/0xffff0000 lookup ${table + 5}`,
        `rule add pref 1001 fwmark 0x5/0xffff lookup ${table + 5}`,
      ],
      undo: [
        `rule del pref 1001 fwmark 0x5/0xffff lookup ${table + 5}`,
        `rule del pref 1000 iif lo fwmark 0x50000/0xffff0000 lookup ${table + 5}`,
        `route del 10.1.0.0/16 dev net1 table ${table + 5}`,
        "address del 169.254.1.1/32 dev net1",
      ],
      after: [],
      announced: [{ interface: "net1", address: "169.254.1.1/32" }],
      missing: [],
    });
  });

  it("does nothing where everything is in place", () => {
    const { before, after } = networkPlan([vpc(5, "net1", "10.1.0.0/16")], inPlace, [], true);
    expect([...before, ...after]).toEqual([]);
  });

  it("puts back what somebody took away", () => {
    const without = { ...inPlace, routes: [] };
    expect(networkPlan([vpc(5, "net1", "10.1.0.0/16")], without, [], true).before).toEqual([
      `route replace 10.1.0.0/16 dev net1 table ${table + 5}`,
    ]);
  });

  it("removes afterwards what no VPC needs, and only addresses that are its own", () => {
    const other = {
      ...inPlace,
      interfaces: new Map([["net1", { up: true, addresses: ["169.254.1.1/32", "10.0.0.9/24"] }]]),
    };
    const { before, after } = networkPlan([], other, [{ interface: "net1", address: "169.254.1.1/32" }], true);
    expect(before).toEqual([]);
    expect(after).toEqual([
      "address del 169.254.1.1/32 dev net1",
      `route del 10.1.0.0/16 dev net1 table ${table + 5}`,
      `rule del pref 1000 iif lo fwmark 0x50000/0xffff0000 lookup ${table + 5}`,
      `rule del pref 1001 fwmark 0x5/0xffff lookup ${table + 5}`,
    ]);
  });

  it("has no address and announces none where another gateway forwards", () => {
    const { before, after, announced } = networkPlan([vpc(5, "net1", "10.1.0.0/16")], inPlace, [], false);
    expect({ before, after, announced }).toEqual({
      before: [],
      after: ["address del 169.254.1.1/32 dev net1"],
      announced: [],
    });
  });

  it("says which interface is missing, and sets up the rest", () => {
    const vpcs = [vpc(5, "net1", "10.1.0.0/16"), vpc(6, "net2", "10.2.0.0/16")];
    const { before, missing } = networkPlan(vpcs, inPlace, [], true);
    expect(missing).toEqual(["vpc6: interface net2 is not there"]);
    expect(before).toEqual([
      `rule add pref 1000 iif lo fwmark 0x60000/0xffff0000 lookup ${table + 6}`,
      `rule add pref 1001 fwmark 0x6/0xffff lookup ${table + 6}`,
    ]);
  });

  it("replaces a route by another next hop, and can put the old one back", () => {
    const routed = { ...vpc(5, "net1"), routes: [{ to: "10.1.0.0/16", via: "10.9.0.1" }] };
    const { before, undo, after } = networkPlan([routed], inPlace, [], true);
    expect(before).toEqual([`route replace 10.1.0.0/16 via 10.9.0.1 dev net1 onlink table ${table + 5}`]);
    expect(undo).toEqual([`route replace 10.1.0.0/16 dev net1 table ${table + 5}`]);
    expect(after).toEqual([]);
  });
});
