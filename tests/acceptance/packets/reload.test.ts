import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { addressText } from "../../../sdk/src/fabric/addresses/cidr.js";
import type { ExposeSpec } from "../../../sdk/src/model/expose.js";
import { Expectations, host } from "../../packets/expectations.js";
import { checked, configurationOf, FabricLab } from "../../packets/fabric-lab.js";
import type { Stream } from "../../packets/lab.js";
import { blocks, type Declarations, fabricOf } from "../../packets/network-fixture.js";
import { WatchingAgent } from "../../packets/watching-agent.js";
import { withPackets } from "../../packets/with-packets.js";
import { eventually } from "../../wire/eventually.js";

const e1 = { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") };
const e4 = { vpc: "vpc4", ips: blocks("10.1.1.0/24"), as: blocks("192.168.4.0/24") };
const r1 = { from: { vpc: "vpc2" }, to: { expose: "e1" } };
const r4 = { from: { vpc: "vpc2" }, to: { expose: "e4" } };
const side = (declarations: Declarations) => checked(fabricOf(declarations));
const one = side({ exposes: { e1 }, routes: { r1 } });
const both = side({ exposes: { e1, e4 }, routes: { r1, r4 } });

const b = host("vpc2", "10.2.1.7");
const protocols = ["udp", "tcp", "icmp"] as const;

withPackets("an agent whose configuration changes under traffic", () => {
  let fabric: FabricLab;
  let agent: WatchingAgent;
  beforeAll(async () => {
    fabric = await FabricLab.open();
    await fabric.lab.listen([80]);
    agent = await WatchingAgent.start(fabric.lab.gateway, one);
  });
  afterAll(async () => {
    await agent.stop();
    await fabric.close();
  });

  let sourcePort = 20_000;
  const streamTo = async (destination: string, protocol: (typeof protocols)[number] = "udp") => {
    sourcePort += 1;
    const flow = { vpc: "vpc2", source: "10.2.1.7", sourcePort, destination, protocol };
    const stream = await fabric.lab.stream(flow, 2);
    await stream.continues();
    return stream;
  };
  const all = <T>(streams: Stream[], does: (stream: Stream) => Promise<T>) => Promise.all(streams.map(does));

  it("loses no packet of a flow that stays, in 20 changes of elements", async () => {
    await agent.settle(both);
    const streams = await Promise.all(protocols.map((protocol) => streamTo("192.168.1.5", protocol)));
    for (let change = 0; change < 20; change += 1) {
      const { table } = await agent.change(change % 2 === 0 ? one : both);
      expect(table).toBe("Changed");
    }
    const reports = await all(streams, (stream) => stream.stop());
    expect(reports.map(({ lost, error }) => ({ lost, error }))).toEqual(reports.map(() => ({ lost: 0 })));
    const [shortest] = reports.map(({ sent }) => sent).sort((a, z) => a - z);
    expect(shortest).toBeGreaterThan(20);
    console.log(reports.map(({ sent, longestGapMs }) => `${sent} sent, longest gap ${longestGapMs} ms`).join("; "));
  });

  it("loses no more than the one packet that is being looked up where the whole table is replaced", async () => {
    const clamping = (clampMss: boolean) =>
      side({ exposes: { e1 }, routes: { r1 }, natGateways: { nat: { clampMss } } });
    await agent.settle(one);
    const streams = await Promise.all(protocols.map((protocol) => streamTo("192.168.1.5", protocol)));
    const changes = 6;
    for (let change = 0; change < changes; change += 1)
      expect((await agent.change(clamping(change % 2 === 1))).table).toBe("Replaced");
    const reports = await all(streams, (stream) => stream.stop());
    for (const { lost, sent } of reports) {
      expect(lost).toBeLessThanOrEqual(changes);
      expect(sent).toBeGreaterThan(changes * 10);
    }
  });

  it("cuts the live flows of a Route that is removed, and no others", async () => {
    await agent.settle(both);
    const [kept, cut] = [await streamTo("192.168.1.5"), await streamTo("192.168.4.5")];
    const connection = await streamTo("192.168.4.5", "tcp");
    await agent.change(one);
    expect(await all([cut, connection], (stream) => stream.receivedOf())).toEqual([0, 0]);
    await kept.continues();
    expect((await kept.stop()).lost).toBe(0);
    await all([cut, connection], (stream) => stream.stop(0));
  });

  it("cuts a live flow that a filter no longer lets through", async () => {
    await agent.settle(one);
    const stream = await streamTo("192.168.1.5");
    const filter = [{ permit: { to: { port: "443" } } }];
    await agent.change(side({ exposes: { e1: { ...e1, filter } }, routes: { r1 } }));
    expect(await stream.receivedOf()).toBe(0);
    await agent.change(one);
    await stream.continues();
    await stream.stop(0);
  });

  it("moves live flows to where an Expose leads now", async () => {
    const elsewhere = side({ exposes: { e1: { ...e1, ips: blocks("10.1.2.0/24") } }, routes: { r1 } });
    await agent.settle(one);
    const stream = await streamTo("192.168.1.5");
    const { flushed } = await agent.change(elsewhere);
    expect(flushed).toBeGreaterThan(0);
    await stream.continues();
    const { seen, lost } = await stream.stop();
    expect(seen.map(({ vpc, destination }) => [vpc, destination])).toEqual([
      ["vpc1", "10.1.1.5"],
      ["vpc1", "10.1.2.5"],
    ]);
    expect(lost).toBe(0);
  });

  it("moves live flows to where a Route's sources are seen now", async () => {
    const as = (cidr: string) =>
      side({
        exposes: { e1 },
        routes: { r1: { ...r1, from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks(cidr) } } },
      });
    await agent.change(as("192.168.2.0/24"));
    const stream = await streamTo("192.168.1.5");
    await agent.change(as("192.168.3.0/24"));
    await stream.continues();
    const { seen } = await stream.stop();
    expect(seen.map(({ source }) => source)).toEqual(["192.168.2.7", "192.168.3.7"]);
  });

  it("keeps what is in force where the kernel takes no more, and says so", async () => {
    await agent.settle(one);
    await eventually(async () => (await agent.get("/ready")).status === 200);
    const stream = await streamTo("192.168.1.5");
    const broken = configurationOf(both);
    const ruleset = broken.get("ruleset.nft") ?? "";
    agent.put(broken.set("ruleset.nft", ruleset.replace(/\}\s*$/, "  chain broken {\n    jump nowhere\n  }\n}\n")));
    await eventually(async () => (await agent.get("/ready")).status === 503);
    expect((await agent.get("/ready")).text).toContain("was refused");
    expect(agent.log).toContain("refused");
    expect(await agent.metric("isthmus_nat_last_apply_success")).toBe(0);
    await stream.continues();
    expect((await stream.stop()).lost).toBe(0);
    expect((await fabric.lab.send({ ...b.udp("192.168.4.5"), expect: false })).received).toEqual([]);
    await agent.change(both);
    expect((await agent.get("/ready")).status).toBe(200);
    expect((await fabric.lab.send(b.udp("192.168.4.5"))).received).toMatchObject([{ vpc: "vpc4" }]);
  });
});

const count = 10_000;
const publicBase = 0xac100000; // 172.16.0.0
const privateBase = 0x0a018000; // 10.1.128.0

/** So many Exposes of an address each, and a Route to each of them. */
function many(changed?: ExposeSpec): Declarations {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const exposes = numbers.map((index): [string, ExposeSpec] => [
    `e-${index}`,
    {
      vpc: "vpc1",
      ips: blocks(`${addressText(privateBase + index)}/32`),
      as: blocks(`${addressText(publicBase + index)}/32`),
    },
  ]);
  const routes = numbers.map((index) => [`r-${index}`, { from: { vpc: "vpc2" }, to: { expose: `e-${index}` } }]);
  return {
    exposes: { ...Object.fromEntries(exposes), e1, ...(changed !== undefined && { "e-5000": changed }) },
    routes: { ...(Object.fromEntries(routes) as Declarations["routes"]), r1 },
  };
}

withPackets(`${count} Exposes and Routes under traffic`, () => {
  let fabric: FabricLab;
  beforeAll(async () => {
    fabric = await FabricLab.open();
    await fabric.lab.listen([80]);
  });
  afterAll(() => fabric.close());

  it("are loaded with no flow interrupted, lead where they should, and change one by one", async () => {
    const agent = await WatchingAgent.start(fabric.lab.gateway, one);
    const streams = await Promise.all(
      protocols.map((protocol) =>
        fabric.lab.stream(
          { vpc: "vpc2", source: "10.2.1.7", sourcePort: 900, destination: "192.168.1.5", protocol },
          2,
        ),
      ),
    );
    const loaded = await agent.change(side(many()));
    const sample = [0, 1, 255, 256, 4095, 4096, 5000, count - 1];
    const probes = sample.map((index) => b.udp(addressText(publicBase + index)));
    const outcomes = await fabric.lab.probe(
      [...probes, b.udp(addressText(publicBase + count))].map((probe, index) => ({
        ...probe,
        expect: index < sample.length,
      })),
    );
    expect(outcomes.map(({ received }) => received.map(({ vpc, destination }) => `${vpc} ${destination}`))).toEqual([
      ...sample.map((index) => [`vpc1 ${addressText(privateBase + index)}`]),
      [],
    ]);
    const elsewhere = { vpc: "vpc1", ips: blocks("10.1.2.9/32"), as: blocks(`${addressText(publicBase + 5000)}/32`) };
    const changed = await agent.change(side(many(elsewhere)));
    expect(changed.table).toBe("Changed");
    const { received } = await fabric.lab.send(b.udp(addressText(publicBase + 5000)));
    expect(received).toMatchObject([{ vpc: "vpc1", destination: "10.1.2.9" }]);
    await Promise.all(streams.map((stream) => stream.continues()));
    const reports = await Promise.all(streams.map((stream) => stream.stop()));
    for (const { lost } of reports) expect(lost).toBeLessThanOrEqual(1);
    const gaps = reports.map(({ longestGapMs }) => longestGapMs).join(", ");
    console.log(
      `${loaded.table} in ${Math.round(loaded.milliseconds)} ms; one changed in ${Math.round(changed.milliseconds)} ms; longest gaps ${gaps} ms`,
    );
    await agent.stop();
  }, 240_000);

  it("are loaded by the command as well, and asked the oracle", async () => {
    await fabric.applyAfresh(many());
    const scene = new Expectations(fabric);
    for (const index of [0, count - 1])
      await scene.passes(b.tcp(addressText(publicBase + index)), {
        vpc: "vpc1",
        destination: addressText(privateBase + index),
      });
    await scene.drops(b.tcp(addressText(publicBase + count)), "no-route");
  }, 240_000);
});
