import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/vpc-overlap/fabric.js";
import { Expectations, host } from "../../packets/expectations.js";
import type { FabricLab } from "../../packets/fabric-lab.js";
import { withPackets } from "../../packets/with-packets.js";
import { openExample, renderAndApply } from "./vpc-example.js";

const companies = { acme: 1, birch: 2, cedar: 3 };
const names = Object.keys(companies) as (keyof typeof companies)[];
const ranges = ["10.0.0.0/16"];
const namespaces = Object.fromEntries(names.map((name) => [name, { interface: name, ranges }]));

/** One and the same host address in each. */
const callers = { acme: host("acme", "10.0.1.5"), birch: host("birch", "10.0.1.5"), cedar: host("cedar", "10.0.1.5") };
const ways = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));

withPackets("example vpc-overlap", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await openExample(declarations, namespaces);
    scene = new Expectations(fabric);
  });
  afterAll(() => fabric?.close());

  it("is what its rendered manifests apply", async () => {
    expect(await renderAndApply("vpc-overlap", fabric)).toContain("was in force already");
  });

  it.each(ways)("$from reaches $to, and both see the other's own addresses", async ({ from, to }) => {
    const arrives = { vpc: to, source: `192.168.${companies[from]}.5`, destination: "10.0.1.9" };
    await scene.passes(callers[from].tcp(`192.168.${companies[to]}.9`, 443), arrives);
  });

  it("keeps two callers of one address and port apart", async () => {
    const probe = { protocol: "tcp", source: "10.0.1.5", sourcePort: 7100, destination: "192.168.2.9" } as const;
    const outcomes = await fabric.lab.probe([
      { vpc: "acme", ...probe },
      { vpc: "cedar", ...probe },
    ]);
    expect(outcomes.map(({ received, answered }) => [received[0]?.source, answered[0]?.vpc])).toEqual([
      ["192.168.1.5", "acme"],
      ["192.168.3.5", "cedar"],
    ]);
  });

  it.each(["acme", "birch"] as const)("cedar lets %s nowhere else", async (name) => {
    await scene.drops(callers[name].tcp("192.168.3.9", 80), "filter-expose");
    await scene.drops(callers[name].udp("192.168.3.9", 443), "filter-expose");
    await scene.drops(callers[name].icmp("192.168.3.9"), "filter-expose");
  });

  it("cedar itself may call all of both", async () => {
    await scene.passes(callers.cedar.icmp("192.168.1.9"), {
      vpc: "acme",
      source: "192.168.3.5",
      destination: "10.0.1.9",
    });
    await scene.passes(callers.cedar.udp("192.168.2.9", 53), {
      vpc: "birch",
      source: "192.168.3.5",
      destination: "10.0.1.9",
    });
  });

  it("has no way to itself, nor for hosts that were not brought or that pretend", async () => {
    await scene.drops(callers.acme.tcp("192.168.1.9"), "no-route");
    await scene.drops(host("acme", "10.0.2.5").tcp("192.168.2.9"), "source");
    await scene.drops(host("acme", "192.168.3.5").tcp("192.168.2.9"), "spoofed");
  });
});
