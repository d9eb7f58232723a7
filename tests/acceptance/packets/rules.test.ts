import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Expectations, host, refused } from "../../packets/expectations.js";
import { FabricLab } from "../../packets/fabric-lab.js";
import { blocks } from "../../packets/network-fixture.js";
import { withPackets } from "../../packets/with-packets.js";

const e1 = { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") };
const r1 = { from: { vpc: "vpc2", ips: blocks("10.2.1.0/24") }, to: { expose: "e1" } };
const r3 = { from: { vpc: "vpc3" }, to: { expose: "e1" } };
const internet = { vpc: "ext1" };

const b = host("vpc2", "10.2.1.7");
const c = host("vpc3", "10.3.1.4");

/** The rules of research/vpc-gateway.md section 2, each where it holds and where it does not. */
withPackets("rules of Exposes and Routes", () => {
  let fabric: FabricLab;
  let passes: Expectations["passes"];
  let drops: Expectations["drops"];
  beforeAll(async () => {
    fabric = await FabricLab.open();
    const expectations = new Expectations(fabric);
    passes = (...args) => expectations.passes(...args);
    drops = (...args) => expectations.drops(...args);
  });
  afterAll(() => fabric.close());

  it("R1: an Expose offers addresses of its own VPC", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    for (const protocol of ["tcp", "udp", "icmp"] as const)
      await passes(b[protocol]("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    refused({ exposes: { e1: { ...e1, ips: blocks("10.2.1.0/24") } }, routes: { r1 } }, "expose.not-owned");
  });

  it("R2: a subnet's name is its addresses", async () => {
    const subnet = (fromVpcSubnet: string) => ({ e1: { vpc: "vpc1", ips: [{ fromVpcSubnet }] } });
    await fabric.applyAfresh({ exposes: subnet("subnet1"), routes: { r1 } });
    await passes(b.tcp("10.1.1.9"), { vpc: "vpc1" });
    await drops(b.tcp("10.1.2.9"), "no-route");
    refused({ exposes: subnet("subnet9"), routes: { r1 } }, "vpc.subnet-unknown");
  });

  it("R3: without as, addresses are offered as they are", async () => {
    await fabric.applyAfresh({ exposes: { e1: { vpc: "vpc1", ips: e1.ips } }, routes: { r1 } });
    await passes(b.tcp("10.1.1.5"), { vpc: "vpc1" });
    await drops(b.tcp("192.168.1.5"), "no-route");
  });

  it("R4: as translates both ways and keeps the offset", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    for (const last of [0, 1, 200, 255])
      await passes(b.udp(`192.168.1.${last}`), { vpc: "vpc1", destination: `10.1.1.${last}` });
    await drops(b.tcp("10.1.1.5"), "no-route");
  });

  it("R5: several blocks are as many addresses as they stand for", async () => {
    const split = { ...e1, as: blocks("192.168.1.0/25", "192.168.5.128/25") };
    await fabric.applyAfresh({ exposes: { e1: split }, routes: { r1 } });
    await passes(b.tcp("192.168.1.127"), { vpc: "vpc1", destination: "10.1.1.127" });
    await passes(b.tcp("192.168.5.130"), { vpc: "vpc1", destination: "10.1.1.130" });
    await drops(b.tcp("192.168.1.128"), "no-route");
    refused({ exposes: { e1: { ...e1, as: blocks("192.168.1.0/25") } }, routes: { r1 } }, "expose.size-mismatch");
  });

  it("R6: ports are the only ones offered, and become others", async () => {
    const ports = [
      { external: "80", internal: "8080" },
      { external: "90-92", internal: "9090-9092" },
    ];
    await fabric.applyAfresh({ exposes: { e1: { ...e1, ports } }, routes: { r1 } });
    for (const protocol of ["tcp", "udp"] as const) {
      const at = { vpc: "vpc1", destination: "10.1.1.5" };
      await passes(b[protocol]("192.168.1.5"), { ...at, destinationPort: 8080 });
      await passes(b[protocol]("192.168.1.5", 91), { ...at, destinationPort: 9091 });
    }
    for (const port of [443, 8080, 89, 93]) await drops(b.tcp("192.168.1.5", port), "port");
    await drops(b.icmp("192.168.1.5"), "port");
  });

  it("R7: an Expose's filter asks for the source VPC", async () => {
    const filter = [{ permit: { from: { vpc: "vpc2" }, to: { port: "80" } } }];
    await fabric.applyAfresh({ exposes: { e1: { ...e1, filter } }, routes: { r1, r3 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(c.tcp("192.168.1.5"), "filter-expose");
  });

  it("R8: the first line of a filter that matches decides, and after the last comes a deny", async () => {
    const at = { vpc: "vpc1", destination: "10.1.1.5" };
    await fabric.applyAfresh({
      exposes: { e1: { ...e1, filter: [{ permit: { from: { vpc: "vpc2" }, to: { port: "80" } } }] } },
      routes: { r1 },
    });
    await passes(b.tcp("192.168.1.5"), at);
    await drops(b.tcp("192.168.1.5", 22), "filter-expose");
    await drops(b.icmp("192.168.1.5"), "filter-expose");
    await fabric.applyAfresh({
      exposes: { e1: { ...e1, filter: [{ deny: { to: { port: "22" } } }, { permit: {} }] } },
      routes: { r1 },
    });
    await passes(b.tcp("192.168.1.5", 443), at);
    await passes(b.icmp("192.168.1.5"), at);
    await drops(b.tcp("192.168.1.5", 22), "filter-expose");
    await drops(b.udp("192.168.1.5", 22), "filter-expose");
  });

  it("R9: filters see ports and addresses as the client wrote them", async () => {
    const behind = (port: string, cidr: string) => {
      const filter = [{ permit: { to: { port, ips: blocks(cidr) } } }];
      return { e1: { ...e1, ports: [{ external: "80", internal: "8080" }], filter } };
    };
    await fabric.applyAfresh({ exposes: behind("80", "192.168.1.0/24"), routes: { r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5", destinationPort: 8080 });
    await fabric.applyAfresh({ exposes: behind("8080", "192.168.1.0/24"), routes: { r1 } });
    await drops(b.tcp("192.168.1.5"), "filter-expose");
    await fabric.applyAfresh({ exposes: behind("80", "10.1.1.0/24"), routes: { r1 } });
    await drops(b.tcp("192.168.1.5"), "filter-expose");
  });

  it("R10: an Expose alone lets nobody in", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await fabric.applyAfresh({ exposes: { e1 } });
    await drops(b.tcp("192.168.1.5"), "no-route");
  });

  it("R11: a Route needs an Expose, and a Fabric that is refused changes nothing", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await expect(fabric.apply({ routes: { r1 } })).rejects.toThrow("reference.unknown");
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    refused({ routes: { r1: { ...r1, to: { cidrs: blocks("192.168.1.0/24") } } } }, "route.not-exposed");
  });

  it("R12: the table is that of the VPC where a packet comes in", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(c.tcp("192.168.1.5"), "no-route");
    await drops(host("vpc4", "10.2.1.7").tcp("192.168.1.5"), "no-route");
  });

  it("R13: only sources of a Route may use it", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(host("vpc2", "10.2.2.9").tcp("192.168.1.5"), "source");
  });

  it("R14: a Route's as translates sources one to one and keeps the port", async () => {
    const from = { ...r1.from, as: blocks("192.168.2.0/24") };
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1: { ...r1, from } } });
    for (const protocol of ["tcp", "udp", "icmp"] as const)
      await passes(b[protocol]("192.168.1.5"), { vpc: "vpc1", source: "192.168.2.7", destination: "10.1.1.5" });
    const half = { ...r1, from: { ...from, as: blocks("192.168.2.0/25") } };
    refused({ exposes: { e1 }, routes: { r1: half } }, "route.size-mismatch");
  });

  it("R15: many sources share few addresses, and nobody comes in by them", async () => {
    const routes = (nat: "stateful" | "static") => ({
      out: { from: { vpc: "vpc2", as: blocks("192.168.21.0/31"), nat }, to: { expose: "internet" } },
    });
    await fabric.applyAfresh({ exposes: { internet }, routes: routes("stateful") });
    const from = ["10.2.1.7", "10.2.1.8", "10.2.200.9"];
    const outcomes = await fabric.lab.probe(
      from.map((source) => ({ ...host("vpc2", source).udp("8.8.8.8", 53), sourcePort: 4000 })),
    );
    const seen = outcomes.flatMap(({ received }) => received);
    expect(seen.map(({ vpc, destination }) => [vpc, destination])).toEqual(from.map(() => ["ext1", "8.8.8.8"]));
    for (const { source } of seen) expect(["192.168.21.0", "192.168.21.1"]).toContain(source);
    expect(new Set(seen.map(({ source, sourcePort }) => `${source}:${sourcePort}`)).size).toBe(from.length);
    expect(outcomes.map(({ answered }) => answered.map((one) => [one.source, one.destination]))).toEqual(
      from.map((source) => [["8.8.8.8", source]]),
    );
    await drops({ ...host("ext1", "8.8.4.4").udp("192.168.21.0", 4000), sourcePort: 53 }, "no-flow");
    refused({ exposes: { internet }, routes: routes("static") }, "route.size-mismatch");
  });

  it("R16: an Expose as destination is all of its public addresses", async () => {
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r1 } });
    await passes(b.tcp("192.168.1.255"), { vpc: "vpc1", destination: "10.1.1.255" });
    await drops(b.tcp("192.168.2.1"), "no-route");
  });

  it("R17: a Route leads to no more than what is exposed", async () => {
    const to = (cidr: string) => ({ r1: { ...r1, to: { cidrs: blocks(cidr) } } });
    await fabric.applyAfresh({ exposes: { e1 }, routes: to("192.168.1.0/25") });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(b.tcp("192.168.1.200"), "no-route");
    refused({ exposes: { e1 }, routes: to("192.168.0.0/16") }, "route.not-exposed");
  });

  it("R18: the longest prefix decides, also where it denies", async () => {
    const wide = { vpc: "ext1", ips: blocks("192.168.0.0/16") };
    const routes = { r1, wide: { from: { vpc: "vpc2" }, to: { expose: "wide" } } };
    const filter = [{ deny: { to: { port: "22" } } }, { permit: {} }];
    await fabric.applyAfresh({ exposes: { e1: { ...e1, filter }, wide }, routes });
    await passes(b.tcp("192.168.9.9"), { vpc: "ext1" });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await drops(b.tcp("192.168.1.5", 22), "filter-expose");
  });

  it("R19: an address of a VPC is exposed once", async () => {
    const half = (ips: string, as: string) => ({ vpc: "vpc1", ips: blocks(ips), as: blocks(as) });
    const both = { r1, r2: { ...r1, to: { expose: "e2" } } };
    const exposes = { e1: half("10.1.1.0/25", "192.168.1.0/25"), e2: half("10.1.1.128/25", "192.168.5.0/25") };
    await fabric.applyAfresh({ exposes, routes: both });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await passes(b.tcp("192.168.5.5"), { vpc: "vpc1", destination: "10.1.1.133" });
    const overlapping = { e1, e2: half("10.1.1.64/26", "192.168.5.0/26") };
    const [problem] = refused({ exposes: overlapping, routes: { r1 } }, "expose.internal-taken");
    for (const name of ["e1", "e2"]) expect(problem?.message).toContain(`"${name}"`);
  });

  it("R20: a VPC has a public address once", async () => {
    const second = (as: string) => ({ vpc: "vpc1", ips: blocks("10.1.2.0/24"), as: blocks(as) });
    const routes = { r1, r2: { ...r1, to: { expose: "e2" } } };
    await fabric.applyAfresh({ exposes: { e1, e2: second("192.168.3.0/24") }, routes });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await passes(b.tcp("192.168.3.5"), { vpc: "vpc1", destination: "10.1.2.5" });
    refused({ exposes: { e1, e2: second("192.168.1.0/24") }, routes: { r1 } }, "expose.public-taken");
  });

  it("R21: no two Routes of a VPC say the same, and those of different sources differ", async () => {
    const from = (ips: string, as: string) => ({
      from: { vpc: "vpc2", ips: blocks(ips), as: blocks(as) },
      to: r1.to,
    });
    const routes = { r1: from("10.2.1.0/24", "192.168.2.0/24"), r2: from("10.2.2.0/24", "192.168.4.0/24") };
    await fabric.applyAfresh({ exposes: { e1 }, routes });
    const at = { vpc: "vpc1", destination: "10.1.1.5" };
    await passes(b.tcp("192.168.1.5"), { ...at, source: "192.168.2.7" });
    await passes(host("vpc2", "10.2.2.9").tcp("192.168.1.5"), { ...at, source: "192.168.4.9" });
    const again = { from: { vpc: "vpc2", ips: [{ fromVpcSubnet: "subnet1" }] }, to: { cidrs: e1.as } };
    refused({ exposes: { e1 }, routes: { r1, again } }, "route.duplicate");
  });

  it("R22: no two VPCs look alike to a third", async () => {
    const as = (vpc: string, cidr: string, block: string) => ({
      from: { vpc, ips: blocks(cidr), as: blocks(block) },
      to: r1.to,
    });
    const r2 = as("vpc2", "10.2.1.0/24", "192.168.2.0/24");
    await fabric.applyAfresh({ exposes: { e1 }, routes: { r2, r3: as("vpc3", "10.3.1.0/24", "192.168.3.0/24") } });
    const at = { vpc: "vpc1", destination: "10.1.1.5" };
    await passes(b.udp("192.168.1.5"), { ...at, source: "192.168.2.7" });
    await passes(host("vpc3", "10.3.1.7").udp("192.168.1.5"), { ...at, source: "192.168.3.7" });
    const alike = { r2, r3: as("vpc3", "10.3.1.0/24", "192.168.2.0/24") };
    refused({ exposes: { e1 }, routes: alike }, "route.source-taken");
    const e2 = { vpc: "vpc2", ips: blocks("10.2.1.0/24") };
    const bare = (vpc: string) => ({ from: { vpc, ips: blocks("10.1.1.0/24") }, to: { expose: "e2" } });
    refused({ exposes: { e2 }, routes: { r1: bare("vpc1"), r4: bare("vpc4") } }, "route.source-taken");
  });

  it("R23: a public address is one VPC's", async () => {
    const e4 = { vpc: "vpc4", ips: blocks("10.1.1.0/24"), as: blocks("192.168.4.0/24") };
    const routes = { r1, r4: { ...r1, to: { expose: "e4" } } };
    await fabric.applyAfresh({ exposes: { e1, e4 }, routes });
    await passes(b.tcp("192.168.1.5"), { vpc: "vpc1", destination: "10.1.1.5" });
    await passes(b.tcp("192.168.4.5"), { vpc: "vpc4", destination: "10.1.1.5" });
    const taken = { vpc: "vpc4", ips: blocks("10.1.1.0/25"), as: blocks("192.168.1.128/25") };
    refused({ exposes: { e1, e4: taken }, routes: { r1 } }, "expose.public-taken");
  });
});
