import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import { checkFabric } from "../../../sdk/src/fabric/check.js";
import { Expectations, host, refused } from "../../packets/expectations.js";
import { checked, configurationOf, FabricLab } from "../../packets/fabric-lab.js";
import { blocks, fabricOf, labVpcs } from "../../packets/network-fixture.js";
import { ip } from "../../packets/network.js";
import type { Stream } from "../../packets/lab.js";
import { withPackets } from "../../packets/with-packets.js";

const e1 = { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") };
const r1 = { from: { vpc: "vpc2", ips: blocks("10.2.1.0/24") }, to: { expose: "e1" } };
const withReturn = (returnRoute: "static" | "stateful") => ({
  exposes: { e1: { ...e1, returnRoute } },
  routes: { r1 },
});
const outward = (expose: string, pool: string) => ({
  from: { vpc: "vpc2", as: blocks(pool), nat: "stateful" as const },
  to: { expose },
});

const a = host("vpc1", "10.1.1.5");
const b = host("vpc2", "10.2.1.7");
const c = host("vpc3", "10.3.1.4");

/** The rules of research/vpc-gateway.md section 2, continued. */
withPackets("rules of returns, Peerings, externals and changes", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  let passes: Expectations["passes"];
  let drops: Expectations["drops"];
  beforeAll(async () => {
    fabric = await FabricLab.open({ ...labVpcs, node: { interface: "node" } });
    scene = new Expectations(fabric);
    passes = (...args) => scene.passes(...args);
    drops = (...args) => scene.drops(...args);
    await fabric.lab.listen([80]);
  });
  afterAll(() => fabric.close());

  /** A SYN-ACK to a flow that the gateway has forgotten. */
  const answerFrom = (source: typeof a, destination: string, port: number) => ({
    ...source.tcp(destination, port),
    sourcePort: 80,
    flags: "SA",
    silent: true,
  });

  it("R24: a static return needs no memory of the flow", async () => {
    await fabric.applyAfresh(withReturn("static"));
    const syn = b.tcp("192.168.1.5");
    await passes(syn, { vpc: "vpc1", destination: "10.1.1.5" });
    await fabric.lab.gateway.flushConntrack();
    const { received } = await fabric.lab.send(answerFrom(a, "10.2.1.7", syn.sourcePort));
    expect(received).toMatchObject([
      {
        vpc: "vpc2",
        source: "192.168.1.5",
        sourcePort: 80,
        destination: "10.2.1.7",
        destinationPort: syn.sourcePort,
        flags: "SA",
      },
    ]);
    for (const protocol of ["tcp", "udp", "icmp"] as const)
      await passes(a[protocol]("10.2.1.7"), { vpc: "vpc2", source: "192.168.1.5" });
    await drops(a.tcp("10.2.2.9"), "no-route");
  });

  it("R25: a stateful return is for replies alone", async () => {
    await fabric.applyAfresh(withReturn("stateful"));
    const syn = b.tcp("192.168.1.5");
    await passes(syn, { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(a.tcp("10.2.1.7", 22), "no-flow");
    await drops(a.udp("10.2.1.7", 22), "no-flow");
    await drops(a.icmp("10.2.1.7"), "no-flow");
    await fabric.lab.gateway.flushConntrack();
    const counted = await scene.silently(answerFrom(a, "10.2.1.7", syn.sourcePort));
    expect(Object.values(counted)).toEqual([1]);
  });

  it("R26: a Route without sources is for the whole VPC, and for nothing else", async () => {
    const everybody = { from: { vpc: "vpc2" }, to: r1.to };
    await fabric.applyAfresh({ exposes: { e1: { ...e1, returnRoute: "static" } }, routes: { r1: everybody } });
    await passes(host("vpc2", "10.2.200.9").tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await passes(a.tcp("10.2.200.9"), { vpc: "vpc2", source: "192.168.1.5" });
    await drops(host("vpc2", "10.9.9.9").tcp("192.168.1.5"), "spoofed");
  });

  it("R27: the return undoes both translations", async () => {
    const routes = { r1: { ...r1, from: { ...r1.from, as: blocks("192.168.2.0/24") } } };
    await fabric.applyAfresh({ exposes: { e1 }, routes });
    for (const protocol of ["tcp", "udp", "icmp"] as const)
      await passes(b[protocol]("192.168.1.5"), { vpc: "vpc1", source: "192.168.2.7", destination: "10.1.1.5" });
    await fabric.apply({ exposes: { e1 } });
    await drops(a.udp("192.168.2.7"), "no-route");
  });

  const parties = [
    { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.10.0/24") },
    { vpc: "vpc2", ips: blocks("10.2.0.0/16") },
    { vpc: "vpc3", ips: blocks("10.3.1.0/24") },
  ];
  const peerings = { p: { vpcs: parties } };

  async function peered() {
    await passes(host("vpc2", "10.2.0.5").tcp("192.168.10.7"), { vpc: "vpc1", destination: "10.1.1.7" });
    await passes(host("vpc1", "10.1.1.7").tcp("10.2.0.5"), { vpc: "vpc2", source: "192.168.10.7" });
    await passes(c.tcp("10.2.0.5"), { vpc: "vpc2" });
    await drops(host("vpc1", "10.1.2.9").tcp("10.2.0.5"), "source");
  }

  it("R28: a Peering is an Expose of each party and Routes between all", async () => {
    await fabric.applyAfresh({ peerings });
    expect([fabric.side.exposes.length, fabric.side.routes.length]).toEqual([3, 6]);
    await peered();
    const [, second, third] = parties;
    const misspelt = { p: { vpcs: [{ ...parties[0], vpc: "vp2" }, second, third] } } as typeof peerings;
    refused({ peerings: misspelt }, "reference.unknown");
  });

  it("R29: a Peering uses an Expose that says the same, and names what differs in another", async () => {
    const existing = (as: string) => ({ mine: { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks(as) } });
    await fabric.applyAfresh({ exposes: existing("192.168.10.0/24"), peerings });
    expect(fabric.side.exposes.map(({ name }) => name).sort()).toEqual(["mine", "p/vpc2", "p/vpc3"]);
    await peered();
    const [problem] = refused({ exposes: existing("192.168.11.0/24"), peerings }, "peering.expose-conflict");
    expect(problem?.message).toContain("as 192.168.11.0/24, not 192.168.10.0/24");
  });

  it("R30: an external offers its prefixes, or all that no VPC exposes", async () => {
    const routes = { out: outward("internet", "192.168.21.0/31") };
    await fabric.applyAfresh({ exposes: { internet: { vpc: "ext1", ips: blocks("10.0.0.0/24") } }, routes });
    expect(await arrival("10.0.0.9")).toEqual(["ext1", "10.0.0.9"]);
    await drops(b.tcp("11.1.1.1"), "no-route");
    await fabric.applyAfresh({ exposes: { internet: { vpc: "ext1" }, e1 }, routes });
    expect(await arrival("11.1.1.1")).toEqual(["ext1", "11.1.1.1"]);
    await drops(b.tcp("192.168.1.5"), "no-route");
    await fabric.applyAfresh({ exposes: { internet: { vpc: "ext1" }, e1 }, routes: { ...routes, r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
  });

  it("R31: of two externals the longest prefix wins, else always the same one", async () => {
    const exposes = { x1: { vpc: "ext1" }, x2: { vpc: "ext2" } };
    const routes = { o1: outward("x1", "192.168.21.0/31"), o2: outward("x2", "192.168.21.0/31") };
    await fabric.applyAfresh({ exposes, routes });
    expect(await arrival("9.9.9.9")).toEqual(["ext1", "9.9.9.9"]);
    const texts = [false, true].map((isReversed) => {
      const shuffled = <T>(record: Record<string, T>) =>
        Object.fromEntries(isReversed ? Object.entries(record).reverse() : Object.entries(record));
      return configurationOf(checked(fabricOf({ exposes: shuffled(exposes), routes: shuffled(routes) })));
    });
    expect(texts[1]).toEqual(texts[0]);
    const narrow = { vpc: "ext2", ips: blocks("8.8.8.0/24") };
    await fabric.applyAfresh({
      exposes: { ...exposes, narrow },
      routes: { ...routes, o3: outward("narrow", "192.168.21.0/31") },
    });
    expect(await arrival("8.8.8.8")).toEqual(["ext2", "8.8.8.8"]);
    expect(await arrival("9.9.9.9")).toEqual(["ext1", "9.9.9.9"]);
  });

  it("R32: each external has a pool of its own, and different static ones get a note", async () => {
    const exposes = { x1: { vpc: "ext1" }, x2: { vpc: "ext2", ips: blocks("198.51.100.0/24") } };
    const routes = { o1: outward("x1", "192.168.21.0/31"), o2: outward("x2", "192.168.22.0/31") };
    await fabric.applyAfresh({ exposes, routes });
    expect((await sources("9.9.9.9"))[0]).toMatch(/^192\.168\.21\.[01]$/);
    expect((await sources("198.51.100.9"))[0]).toMatch(/^192\.168\.22\.[01]$/);
    const statically = (expose: string, block: string) => ({
      from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks(block) },
      to: { expose },
    });
    const noted: FabricSpec = fabricOf({
      exposes,
      routes: { o1: statically("x1", "192.168.21.0/24"), o2: statically("x2", "192.168.22.0/24") },
    });
    const notes = checkFabric("lab", noted).fabric?.notes ?? [];
    expect(notes.map(({ code }) => code)).toContain("route.static-to-externals");
  });

  it("R33: an external passes through to another only by a Route of its own", async () => {
    const exposes = { x2: { vpc: "ext2", ips: blocks("198.51.100.0/24") } };
    const outside = host("ext1", "9.9.9.9");
    await fabric.applyAfresh({ exposes, routes: { through: { from: { vpc: "ext1" }, to: { expose: "x2" } } } });
    await passes(outside.tcp("198.51.100.9"), { vpc: "ext2" });
    await fabric.applyAfresh({ exposes, routes: { out: outward("x2", "192.168.21.0/31") } });
    await drops(outside.tcp("198.51.100.9"), "no-route");
  });

  it("R34: both filters have to let a packet through", async () => {
    const only = (port: string) => [{ permit: { to: { port } } }];
    const filtered = (expose: string, route: string) => ({
      exposes: { e1: { ...e1, filter: only(expose) } },
      routes: { r1: { ...r1, filter: only(route) } },
    });
    await fabric.applyAfresh(filtered("80", "80"));
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await fabric.applyAfresh(filtered("80", "443"));
    await drops(b.tcp("192.168.1.5"), "filter-route");
    await fabric.applyAfresh(filtered("443", "80"));
    await drops(b.tcp("192.168.1.5"), "filter-expose");
  });

  it("R35: a drop is silent and counted by its cause", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(b.tcp("192.168.9.9"), "no-route");
    await drops(host("vpc2", "10.2.2.9").udp("192.168.1.5"), "source");
    await drops(host("vpc2", "10.3.1.4").icmp("192.168.1.5"), "spoofed");
    await drops(a.udp("10.2.1.7"), "no-flow");
    expect(await scene.silently({ ...b.tcp("192.168.1.5"), protocol: "other" })).toEqual({ protocol: 1 });
    expect(await scene.silently({ ...b.tcp("192.168.1.5"), flags: "SA" })).toEqual({ invalid: 1 });
  });

  it("R35: between an attached interface and any other nothing passes", async () => {
    await fabric.applyAfresh(withReturn("static"));
    await ip(fabric.lab.gateway.namespace, [
      "address add 169.254.1.9/32 dev node",
      "route add 10.1.0.0/16 dev vpc1",
      "route add 172.16.0.0/16 dev node",
    ]);
    expect(await scene.silently(host("node", "172.16.0.1").tcp("10.1.1.5"))).toEqual({ stray: 1 });
    expect(await scene.silently(a.tcp("172.16.0.1"))).toEqual({ no_route: 1 });
  });

  it("R36: a change is as a whole or not at all, interrupts no flow and takes hold at once", async () => {
    const one = { exposes: { e1 }, routes: { r1 } };
    const e4 = { vpc: "vpc4", ips: blocks("10.1.1.0/24"), as: blocks("192.168.4.0/24") };
    const other = { exposes: { e1, e4 }, routes: { r1, r4: { ...r1, to: { expose: "e4" } } } };
    await fabric.applyAfresh(one);
    const flow = { vpc: "vpc2", source: "10.2.1.7", destination: "192.168.1.5" };
    const streams = await Promise.all(
      (["icmp", "udp", "tcp"] as const).map((protocol) => fabric.lab.stream({ ...flow, protocol, sourcePort: 700 }, 5)),
    );
    const all = (does: (stream: Stream) => Promise<unknown>) => Promise.all(streams.map(does));
    await all((stream) => stream.continues());
    const changes = 10;
    for (let change = 0; change < changes; change += 1) await fabric.apply(change % 2 === 0 ? other : one);
    const broken = configurationOf(fabric.side);
    broken.set("ruleset.nft", `${broken.get("ruleset.nft")}\ntable ip isthmus { chain broken { no such rule; }; }\n`);
    expect((await fabric.applyFiles(broken)).code).not.toBe(0);
    await all((stream) => stream.continues());
    // the command replaces the table each time, which may cost the one packet that is being looked up
    await all((stream) => stream.lacksAtMost(changes));

    await fabric.apply({ exposes: { e1 } });
    expect(await all((stream) => stream.receivedOf())).toEqual([0, 0, 0]);
    await all((stream) => stream.stop(0));
  });

  const sent = async (destination: string) => (await fabric.lab.send(b.udp(destination, 53))).received;
  const arrival = async (destination: string) => {
    const [first, ...others] = await sent(destination);
    expect(others).toEqual([]);
    return [first?.vpc, first?.destination];
  };
  const sources = async (destination: string) => (await sent(destination)).map(({ source }) => source);
});
