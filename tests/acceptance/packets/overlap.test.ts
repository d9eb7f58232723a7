import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Expectations, host, type FlowProbe, whereOf } from "../../packets/expectations.js";
import { configurationOf, FabricLab } from "../../packets/fabric-lab.js";
import { blocks, type Declarations } from "../../packets/network-fixture.js";
import { withPackets } from "../../packets/with-packets.js";

const names = ["red", "green", "blue"];
const target = { kind: "standalone" } as const;

/** Three VPCs with the same addresses, which know one another by 192.168.1.0/24, 192.168.2.0/24 and 192.168.3.0/24. */
const same = Object.fromEntries(
  names.map((name) => [name, { target, cidrs: ["10.1.0.0/16"], attachment: { interface: name } }]),
);
const blockOf = (name: string) => `192.168.${names.indexOf(name) + 1}.0/24`;
const publicOf = (name: string, last: number) => `192.168.${names.indexOf(name) + 1}.${last}`;
const peerings = {
  all: { vpcs: names.map((vpc) => ({ vpc, ips: blocks("10.1.1.0/24"), as: blocks(blockOf(vpc)) })) },
};
const overlapping: Declarations = { vpcs: same, peerings };

const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to): [string, string] => [from, to]));

withPackets("three VPCs with the same addresses", () => {
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await FabricLab.open(
      Object.fromEntries(names.map((name) => [name, { interface: name, ranges: ["10.1.0.0/16"] }])),
      {},
    );
    scene = new Expectations(fabric);
    await fabric.applyAfresh(overlapping);
    await fabric.lab.listen([80]);
  });
  afterAll(() => fabric.close());

  it.each(pairs)("%s reaches %s, whose answers come back", async (from, to) => {
    for (const protocol of ["tcp", "udp", "icmp"] as const)
      await scene.passes(host(from, "10.1.1.5")[protocol](publicOf(to, 6)), {
        vpc: to,
        source: publicOf(from, 5),
        destination: "10.1.1.6",
      });
  });

  it("all six ways at once, from one address and port to one address and port, mix up nothing", async () => {
    const probes = pairs.map(([vpc, to]): FlowProbe => ({
      vpc,
      protocol: "udp",
      source: "10.1.1.5",
      sourcePort: 5000,
      destination: publicOf(to, 5),
      destinationPort: 5000,
    }));
    const outcomes = await fabric.lab.probe(probes);
    expect(
      outcomes.map(({ received, answered }) => ({ received: received.map(whereOf), answered: answered.map(whereOf) })),
    ).toEqual(
      pairs.map(([from, to]) => ({
        received: [
          {
            vpc: to,
            protocol: "udp",
            source: publicOf(from, 5),
            sourcePort: 5000,
            destination: "10.1.1.5",
            destinationPort: 5000,
          },
        ],
        answered: [
          {
            vpc: from,
            protocol: "udp",
            source: publicOf(to, 5),
            sourcePort: 5000,
            destination: "10.1.1.5",
            destinationPort: 5000,
          },
        ],
      })),
    );
  });

  it("hold TCP connections all six ways at once, with one source port", async () => {
    const calls = await Promise.all(
      pairs.map(([vpc, to]) =>
        fabric.lab.call({
          vpc,
          protocol: "tcp",
          source: `10.1.1.${10 + names.indexOf(to)}`,
          sourcePort: 6000,
          destination: publicOf(to, 7),
        }),
      ),
    );
    expect(calls.map(({ seen }) => [seen?.vpc, seen?.source, seen?.sourcePort, seen?.destination])).toEqual(
      pairs.map(([from, to]) => [to, publicOf(from, 10 + names.indexOf(to)), 6000, "10.1.1.7"]),
    );
  });

  describe("and addresses that are not a sender's", () => {
    it.each([
      ["of another VPC, as others see it", publicOf("green", 5)],
      ["of its own VPC, as others see it", publicOf("red", 5)],
      ["of nobody", "172.31.0.1"],
      ["that means the sender itself", "127.0.0.1"],
    ])("is refused with a source %s", async (_, source) => {
      for (const to of ["green", "blue"]) {
        const counted = await scene.silently(host("red", source).udp(publicOf(to, 5)));
        expect(counted).toEqual({ spoofed: 1 });
      }
    });

    it("is refused where it pretends to answer a flow of another VPC", async () => {
      const flow = host("green", "10.1.1.5").udp(publicOf("blue", 6));
      await scene.passes(flow, { vpc: "blue", source: publicOf("green", 5), destination: "10.1.1.6" });
      // red has blue's private address, and sends what blue's answer would look like
      const forged: FlowProbe = {
        vpc: "red",
        protocol: "udp",
        source: "10.1.1.6",
        sourcePort: flow.destinationPort,
        destination: publicOf("green", 5),
        destinationPort: flow.sourcePort,
      };
      await scene.passes(forged, { vpc: "green", source: publicOf("red", 6), destination: "10.1.1.5" });
    });

    it("is refused outside what its VPC shares", async () => {
      await scene.drops(host("red", "10.1.2.5").tcp(publicOf("green", 5)), "source");
    });

    it("reaches itself by its public address no more than others by their private ones", async () => {
      await scene.drops(host("red", "10.1.1.5").tcp(publicOf("red", 6)), "no-route");
      await scene.drops(host("red", "10.1.1.5").tcp("10.2.1.6"), "no-route");
    });
  });

  /** Two VPCs send what is one packet, but for the interface by which it comes. */
  const lookalikes = async (sourcePort: number) => {
    const outcomes = await fabric.lab.probe(
      ["red", "blue"].map((vpc): FlowProbe => ({
        vpc,
        protocol: "udp",
        source: "10.1.1.5",
        sourcePort,
        destination: publicOf("green", 6),
        destinationPort: 53,
        expect: false,
      })),
    );
    return outcomes.map(({ received, answered }) => [
      received.map(({ source }) => source),
      answered.map(({ vpc }) => vpc),
    ]);
  };

  it("are told apart by a conntrack zone for each pair, and would not be without", async () => {
    const apart = [
      [[publicOf("red", 5)], ["red"]],
      [[publicOf("blue", 5)], ["blue"]],
    ];
    expect(await lookalikes(7200)).toEqual(apart);
    const files = configurationOf(fabric.side);
    const ruleset = files.get("ruleset.nft") ?? "";
    const without = ruleset.replace(/^.*ct zone set .*$/gm, "");
    expect(without).not.toBe(ruleset);
    expect((await fabric.applyFiles(new Map([...files, ["ruleset.nft", without]]))).code).toBe(0);
    expect(await lookalikes(7201)).not.toEqual(apart);
    await fabric.applyAfresh(overlapping);
    expect(await lookalikes(7202)).toEqual(apart);
  });
});

/** M4: the same private addresses behind the same visible ones, in two pairs that know nothing of each other. */
withPackets("two pairs of VPCs that look alike", () => {
  const alike = ["one", "two", "three", "four"];
  let fabric: FabricLab;
  let scene: Expectations;
  beforeAll(async () => {
    fabric = await FabricLab.open(
      Object.fromEntries(alike.map((name) => [name, { interface: name, ranges: ["10.1.0.0/16"] }])),
      {},
    );
    scene = new Expectations(fabric);
    const offer = (vpc: string, as: string) => ({ vpc, ips: blocks("10.1.1.0/24"), as: blocks(as) });
    const use = (vpc: string, expose: string) => ({
      from: { vpc, ips: blocks("10.1.1.0/24"), as: blocks("192.168.9.0/24") },
      to: { expose },
    });
    await fabric.applyAfresh({
      vpcs: Object.fromEntries(
        alike.map((name) => [name, { target, cidrs: ["10.1.0.0/16"], attachment: { interface: name } }]),
      ),
      exposes: { ofTwo: offer("two", "192.168.2.0/24"), ofFour: offer("four", "192.168.4.0/24") },
      routes: { toTwo: use("one", "ofTwo"), toFour: use("three", "ofFour") },
    });
  });
  afterAll(() => fabric.close());

  it("keep their answers apart though all of their packets are the same behind the gateway", async () => {
    const flow = { protocol: "udp" as const, source: "10.1.1.5", sourcePort: 7100, destinationPort: 53 };
    const outcomes = await fabric.lab.probe([
      { ...flow, vpc: "one", destination: "192.168.2.6" },
      { ...flow, vpc: "three", destination: "192.168.4.6" },
    ]);
    const arrived = (vpc: string) => [
      expect.objectContaining({ vpc, source: "192.168.9.5", destination: "10.1.1.6", sourcePort: 7100 }),
    ];
    const answered = (vpc: string, source: string) => [
      expect.objectContaining({ vpc, source, destination: "10.1.1.5" }),
    ];
    expect(outcomes).toEqual([
      { received: arrived("two"), answered: answered("one", "192.168.2.6"), errors: [] },
      { received: arrived("four"), answered: answered("three", "192.168.4.6"), errors: [] },
    ]);
  });

  it("do not reach each other", async () => {
    await scene.drops(host("one", "10.1.1.5").tcp("192.168.4.6"), "no-route");
    await scene.drops(host("two", "10.1.1.6").udp("192.168.9.5"), "no-flow");
  });
});
