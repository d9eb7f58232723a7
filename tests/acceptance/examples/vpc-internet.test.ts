import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/vpc-internet/fabric.js";
import { Expectations, host } from "../../packets/expectations.js";
import type { FabricLab } from "../../packets/fabric-lab.js";
import { withPackets } from "../../packets/with-packets.js";
import { openExample, renderAndApply } from "./vpc-example.js";

/** The partner's addresses answer on the internet as well, to show which way packets take. */
const namespaces = {
  office: { interface: "office", ranges: ["10.1.0.0/16"] },
  internet: {
    interface: "wan0",
    addresses: ["192.0.2.1"],
    ranges: ["9.9.9.0/24", "203.0.113.0/24"],
    nextHop: "192.0.2.2",
  },
  partner: { interface: "wan1", addresses: ["198.51.100.1"], ranges: ["203.0.113.0/24"], nextHop: "198.51.100.2" },
};

const pool = ["192.0.2.8", "192.0.2.9"];

withPackets("example vpc-internet", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await openExample(declarations, namespaces);
    scene = new Expectations(fabric);
    await fabric.lab.listen([80, 443], ["internet", "partner"]);
  });
  afterAll(() => fabric?.close());

  const call = (source: string, destination: string, destinationPort: number) =>
    fabric.lab.call({ vpc: "office", protocol: "tcp", source, destination, destinationPort });

  it("is what its rendered manifests apply", async () => {
    expect(await renderAndApply("vpc-internet", fabric)).toContain("was in force already");
  });

  it("goes out to the internet as one of two addresses", async () => {
    const seen = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => (await call(`10.1.${index}.7`, "9.9.9.9", 80)).seen),
    );
    for (const each of seen) {
      expect(each).toMatchObject({ vpc: "internet", destination: "9.9.9.9", destinationPort: 80 });
      expect(pool).toContain(each?.source);
    }
  });

  it("sends two hosts with one port through one address", async () => {
    const pair = await Promise.all(
      ["10.1.4.4", "10.1.5.5"].map((source) =>
        fabric.lab.call({
          vpc: "office",
          protocol: "tcp",
          source,
          sourcePort: 7100,
          destination: "203.0.113.7",
          destinationPort: 443,
        }),
      ),
    );
    expect(pair.map(({ seen }) => seen?.source)).toEqual(["198.51.100.8", "198.51.100.8"]);
    expect(new Set(pair.map(({ seen }) => seen?.sourcePort)).size).toBe(2);
  });

  it("takes the partner's line to the partner, and never the internet", async () => {
    expect((await call("10.1.1.7", "203.0.113.7", 443)).seen).toMatchObject({ vpc: "partner", source: "198.51.100.8" });
    await scene.drops(host("office", "10.1.1.7").tcp("203.0.113.7", 80), "filter-route");
  });

  it("lets nobody in from outside", async () => {
    await scene.drops(host("internet", "9.9.9.9").tcp("192.0.2.8", 22), "no-flow");
    await scene.drops(host("internet", "9.9.9.9").tcp("10.1.1.7", 22), "no-route");
    await scene.drops(host("partner", "203.0.113.7").tcp("198.51.100.8", 22), "no-flow");
    await scene.drops(host("partner", "203.0.113.7").tcp("9.9.9.9"), "no-route");
  });
});
