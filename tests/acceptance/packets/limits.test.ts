import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { host } from "../../packets/expectations.js";
import { checked, FabricLab } from "../../packets/fabric-lab.js";
import { blocks, fabricOf } from "../../packets/network-fixture.js";
import { WatchingAgent } from "../../packets/watching-agent.js";
import { withPackets } from "../../packets/with-packets.js";
import { eventually } from "../../wire/eventually.js";

/** vpc2 uses vpc1 and the internet, vpc4 uses vpc3. */
const side = checked(
  fabricOf({
    exposes: {
      e1: { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") },
      e3: { vpc: "vpc3", ips: blocks("10.3.1.0/24"), as: blocks("192.168.3.0/24") },
      internet: { vpc: "ext1" },
    },
    routes: {
      r1: { from: { vpc: "vpc2" }, to: { expose: "e1" } },
      r3: { from: { vpc: "vpc4" }, to: { expose: "e3" } },
      out: { from: { vpc: "vpc2", as: blocks("192.168.21.1/32"), nat: "stateful" }, to: { expose: "internet" } },
    },
  }),
);

const busy = { vpc: "vpc2", source: "10.2.1.7", destination: "192.168.1.5" };
const quiet = { vpc: "vpc4", source: "10.1.1.7", destination: "192.168.3.5" };

withPackets("a gateway with more flows than it can remember", () => {
  let fabric: FabricLab;
  let agent: WatchingAgent;
  beforeAll(async () => {
    fabric = await FabricLab.open();
    await fabric.lab.listen([80]);
    agent = await WatchingAgent.start(fabric.lab.gateway, side);
  });
  afterAll(async () => {
    await agent.stop();
    await fabric.close();
  });

  const isAssured = async (port: number) =>
    (await fabric.lab.gateway.conntrack()).some(
      (line) => line.includes(`sport=${port} `) && line.includes("[ASSURED]"),
    );

  it("keeps those that are established, takes new ones of every pair, and shows that it is full", async () => {
    const flows = [busy, quiet].flatMap((flow) =>
      (["tcp", "udp"] as const).map((protocol, index) => ({ ...flow, protocol, sourcePort: 700 + index })),
    );
    const streams = await Promise.all(flows.map((flow) => fabric.lab.stream(flow, 5)));
    for (const port of [700, 701]) await eventually(() => isAssured(port));
    const limit = await agent.metric("isthmus_nat_flows_limit");
    expect(await agent.metric("isthmus_nat_flows")).toBeLessThan(100);

    const sources = Array.from({ length: 200 }, (_, index) => `10.2.9.${index}`);
    const count = limit + 20_000;
    const sent = await fabric.lab.flood({ vpc: "vpc2", sources, destination: "192.168.1.9", count });
    expect(sent).toBe(count);
    const full = await agent.metric("isthmus_nat_flows");
    expect(full).toBeGreaterThan(limit * 0.95);

    const calls = await Promise.all(
      [busy, quiet].flatMap((flow) =>
        Array.from({ length: 20 }, (_, index) =>
          fabric.lab.call({ ...flow, protocol: "tcp", sourcePort: 3000 + index }),
        ),
      ),
    );
    expect(calls.map(({ seen }) => seen?.vpc)).toEqual([
      ...Array<string>(20).fill("vpc1"),
      ...Array<string>(20).fill("vpc3"),
    ]);
    const reports = await Promise.all(streams.map((stream) => stream.stop()));
    expect(reports.map(({ lost, error }) => ({ lost, error }))).toEqual(flows.map(() => ({ lost: 0 })));
    console.log(
      `${full} of ${limit} flows, ${sent} started; ${reports.map(({ sent }) => sent).join(", ")} messages, none lost`,
    );
    await fabric.lab.gateway.flushConntrack();
  }, 180_000);

  it("with a pool's ports used up towards one address, still serves others, and other VPCs", async () => {
    // of the one address, 1024 to 65535
    const ports = 64_512;
    const sources = ["10.2.8.1", "10.2.8.2"];
    await fabric.lab.flood({ vpc: "vpc2", sources, destination: "8.8.8.8", destinationPort: 53, count: 120_000 });
    const used = (await fabric.lab.gateway.conntrack()).filter((line) => line.includes("dst=8.8.8.8")).length;
    expect(used).toBeLessThanOrEqual(ports);
    expect(used).toBeGreaterThan(ports / 2);
    const from = host("vpc2", "10.2.8.3");
    const [other, inner, foreign] = await fabric.lab.probe([
      from.udp("9.9.9.9", 53),
      from.udp("192.168.1.5"),
      { ...quiet, protocol: "udp", sourcePort: 4999, destinationPort: 81 },
    ]);
    expect([other, inner, foreign].map((outcome) => [outcome?.received[0]?.vpc, outcome?.answered.length])).toEqual([
      ["ext1", 1],
      ["vpc1", 1],
      ["vpc3", 1],
    ]);
    await fabric.lab.gateway.flushConntrack();
  }, 180_000);
});
