import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/vpc-service/fabric.js";
import { Expectations, host } from "../../packets/expectations.js";
import type { FabricLab } from "../../packets/fabric-lab.js";
import { withPackets } from "../../packets/with-packets.js";
import { openExample, renderAndApply } from "./vpc-example.js";

const namespaces = {
  payments: { interface: "payments", ranges: ["10.1.0.0/16"] },
  shop: { interface: "shop", ranges: ["10.2.0.0/16"] },
  reports: { interface: "reports", ranges: ["10.3.0.0/16"] },
  visitors: { interface: "visitors", ranges: ["10.4.0.0/16"] },
};

const checkout = host("shop", "10.2.7.7");
const nightly = host("reports", "10.3.5.5");
const charges = { vpc: "payments", destination: "10.1.1.10", destinationPort: 8443 };

withPackets("example vpc-service", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await openExample(declarations, namespaces);
    scene = new Expectations(fabric);
  });
  afterAll(() => fabric?.close());

  it("is what its rendered manifests apply", async () => {
    expect(await renderAndApply("vpc-service", fabric)).toContain("was in force already");
  });

  it("answers those it is for, on the port behind", async () => {
    await scene.passes(checkout.tcp("192.168.10.1", 443), charges);
    await scene.passes(nightly.tcp("192.168.10.1", 443), charges);
  });

  it("has no other port, no other protocol and no other address", async () => {
    await scene.drops(checkout.tcp("192.168.10.1", 8443), "port");
    await scene.drops(checkout.udp("192.168.10.1", 443), "port");
    await scene.drops(checkout.icmp("192.168.10.1"), "port");
    await scene.drops(checkout.tcp("10.1.1.10", 8443), "no-route");
    await scene.drops(checkout.tcp("192.168.10.2", 443), "no-route");
  });

  it("refuses callers that the filter or the Route leaves out", async () => {
    await scene.passes(host("shop", "10.2.127.255").tcp("192.168.10.1", 443), charges);
    await scene.drops(host("shop", "10.2.128.0").tcp("192.168.10.1", 443), "filter-expose");
    await scene.drops(host("visitors", "10.4.1.1").tcp("192.168.10.1", 443), "filter-expose");
    await scene.drops(host("reports", "10.3.6.0").tcp("192.168.10.1", 443), "source");
  });

  it("lets payments answer and start nothing", async () => {
    await scene.drops(host("payments", "10.1.1.10").tcp("10.2.7.7"), "no-flow");
    await scene.drops(host("payments", "10.1.1.11").tcp("10.2.7.7"), "no-flow");
  });
});
