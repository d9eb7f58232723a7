import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/vpc-peering/fabric.js";
import { Expectations, host } from "../../packets/expectations.js";
import type { FabricLab } from "../../packets/fabric-lab.js";
import { withPackets } from "../../packets/with-packets.js";
import { openExample, renderAndApply } from "./vpc-example.js";

const namespaces = {
  shop: { interface: "shop", ranges: ["10.1.0.0/16"] },
  warehouse: { interface: "warehouse", ranges: ["10.2.0.0/16"] },
};

const web = host("shop", "10.1.1.7");
const stock = host("warehouse", "10.2.9.5");

withPackets("example vpc-peering", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await openExample(declarations, namespaces);
    scene = new Expectations(fabric);
  });
  afterAll(() => fabric?.close());

  it("is what its rendered manifests apply", async () => {
    expect(await renderAndApply("vpc-peering", fabric)).toContain("was in force already");
  });

  it.each(["tcp", "udp", "icmp"] as const)("passes %s both ways, unchanged", async (protocol) => {
    await scene.passes(web[protocol]("10.2.9.5"), { vpc: "warehouse" });
    await scene.passes(stock[protocol]("10.1.1.7"), { vpc: "shop" });
  });

  it("reaches to the edges of the subnet and no further", async () => {
    await scene.passes(stock.tcp("10.1.1.0"), { vpc: "shop" });
    await scene.passes(stock.tcp("10.1.1.255"), { vpc: "shop" });
    await scene.drops(stock.tcp("10.1.0.255"), "no-route");
    await scene.drops(stock.tcp("10.1.2.0"), "no-route");
  });

  it("is for nobody else in the shop, and for nobody who pretends", async () => {
    await scene.drops(host("shop", "10.1.2.7").tcp("10.2.9.5"), "source");
    await scene.drops(host("shop", "10.9.9.9").tcp("10.2.9.5"), "spoofed");
    await scene.drops(host("warehouse", "10.1.1.7").tcp("10.1.1.8"), "spoofed");
  });
});
