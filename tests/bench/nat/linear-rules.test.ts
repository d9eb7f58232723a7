import { expect, it } from "@jest/globals";
import { checkFabric } from "../../../sdk/src/fabric/check.js";
import { middle, privateAddress, publicAddress } from "./address-plan.js";
import { exposesFabric, movedFabric } from "./exposes-fabric.js";
import { Known, linearIptables, linearNft, replacedLinearNft } from "./linear-rules.js";

const count = 300;
const last = count - 1;

it("gives each Expose an address of its own, past the last octet too", () => {
  expect([publicAddress(0), publicAddress(last)]).toEqual(["172.16.0.0", "172.16.1.43"]);
  expect([privateAddress(0), privateAddress(last)]).toEqual(["10.1.0.0", "10.1.1.43"]);
});

it("is a Fabric that holds, before and after the change of one Expose", () => {
  const sides = [exposesFabric(count), movedFabric(count)].map((fabric) => checkFabric("bench", fabric));
  expect(sides.map(({ problems }) => problems)).toEqual([undefined, undefined]);
  const offered = sides.map(({ fabric }) =>
    fabric?.vpcSide.exposes.map(({ name, ips }) => `${name} ${JSON.stringify(ips)}`),
  );
  const changed = offered[0]?.filter((expose) => offered[1]?.includes(expose) !== true);
  expect(changed).toEqual([expect.stringContaining(`expose-${middle(count)} `)]);
});

it("translates and permits each Expose with a rule of its own, in nft and in iptables", () => {
  for (const rules of [linearNft(count), linearIptables(count, Known.Asked), linearIptables(count, Known.Pass)]) {
    const lines = rules.split("\n");
    for (const index of [0, last]) {
      const own = lines.filter(
        (line) => line.includes(` ${publicAddress(index)}`) && line.includes(privateAddress(index)),
      );
      expect(own).toHaveLength(2);
    }
    expect(lines.filter((line) => line.includes("172.16.")).length).toBe(2 * count);
  }
});

it("lets known flows pass first only where that is asked for", () => {
  const first = (known: Known) =>
    linearIptables(1, known)
      .split("\n")
      .find((line) => line.startsWith("-A FORWARD"));
  expect(first(Known.Asked)).toContain("--ctdir REPLY");
  expect(first(Known.Pass)).toBe("-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT");
});

it("replaces what was loaded, if there was anything", () => {
  expect(replacedLinearNft(1).split("\n").slice(0, 3)).toEqual([
    "table ip linear",
    "delete table ip linear",
    "table ip linear {",
  ]);
});
