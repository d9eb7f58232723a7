import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { host, whereOf } from "../../packets/expectations.js";
import { FabricLab } from "../../packets/fabric-lab.js";
import { blocks, type Declarations, labVpcs } from "../../packets/network-fixture.js";
import type { Header } from "../../packets/probe.js";
import { withPackets } from "../../packets/with-packets.js";

const unreachable = 3;
const portUnreachable = 3;
const needsFragments = 4;
const timeExceeded = 11;

/** vpc1 is behind a link of 1,400 bytes; both sides are translated, so that an error has to be as well. */
const declared: Declarations = {
  exposes: {
    e1: { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") },
    e4: {
      vpc: "vpc4",
      ips: blocks("10.1.1.0/24"),
      as: blocks("192.168.4.0/24"),
      ports: [{ external: "81", internal: "8081" }],
    },
    internet: { vpc: "ext1" },
  },
  routes: {
    r1: { from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") }, to: { expose: "e1" } },
    r4: { from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") }, to: { expose: "e4" } },
    out: { from: { vpc: "vpc2", as: blocks("192.168.21.0/31"), nat: "stateful" }, to: { expose: "internet" } },
  },
};
const narrow = 1400;
const client = { vpc: "vpc2", source: "10.2.1.7" };
const b = host("vpc2", "10.2.1.7");

withPackets("ICMP errors and sizes", () => {
  let fabric: FabricLab;
  beforeAll(async () => {
    fabric = await FabricLab.open({
      ...labVpcs,
      vpc1: { interface: "vpc1", ranges: ["10.1.0.0/16"], mtu: narrow },
      ext1: { interface: "ext1", ranges: ["8.8.8.0/24"], mtu: narrow },
    });
    await fabric.applyAfresh(declared);
    await fabric.lab.listen([80]);
  });
  afterAll(() => fabric.close());

  describe("an error from the other side", () => {
    it.each([
      ["an Expose", "192.168.1.5", 81],
      ["an Expose with ports", "192.168.4.5", 81],
      ["an external, past a shared address", "8.8.8.8", 81],
    ])("reaches the sender that asked for a closed port of %s, from whom it asked", async (_, destination, port) => {
      const { error, icmp } = await fabric.lab.call({ ...client, protocol: "udp", destination, destinationPort: port });
      expect({ error, ...icmp }).toMatchObject({
        error: "refused",
        type: unreachable,
        code: portUnreachable,
        from: destination,
      });
    });

    it("refuses a TCP connection to a closed port with a reset, not with silence", async () => {
      const flow = { ...client, protocol: "tcp" as const, destination: "192.168.1.5", destinationPort: 81 };
      expect(await fabric.lab.call(flow)).toEqual({ error: "refused" });
    });
  });

  it("quotes what the sender wrote, not what it became", async () => {
    for (const protocol of ["udp", "tcp", "icmp"] as const) {
      const probe = { ...b[protocol]("192.168.1.5"), ttl: 1 };
      const { received, errors } = await fabric.lab.send(probe);
      const { source, sourcePort, destination, destinationPort } = probe;
      expect(received).toEqual([]);
      expect(errors).toMatchObject([
        {
          vpc: "vpc2",
          to: "10.2.1.7",
          type: timeExceeded,
          about: { protocol, source, sourcePort, destination, destinationPort },
        },
      ]);
    }
  });

  it("shows the gateway as a hop of a traceroute, and then the host", async () => {
    const [first, second] = await fabric.lab.probe([1, 2].map((ttl) => ({ ...b.udp("192.168.1.5"), ttl })));
    expect(first?.errors).toMatchObject([{ type: timeExceeded, vpc: "vpc2" }]);
    expect(first?.errors[0]?.from).not.toMatch(/^10\.1\./);
    expect(second).toMatchObject({
      received: [{ vpc: "vpc1", ttl: 1 }],
      answered: [{ source: "192.168.1.5" }],
      errors: [],
    });
  });

  it("tells the sender of a packet that is too large for the way, and how large it may be", async () => {
    for (const destination of ["192.168.1.5", "8.8.8.8"]) {
      const { received, errors } = await fabric.lab.send({ ...b.udp(destination), df: true, size: 1450 });
      expect(received).toEqual([]);
      expect(errors).toMatchObject([
        { vpc: "vpc2", to: "10.2.1.7", type: unreachable, code: needsFragments, mtu: narrow },
      ]);
      const fits = await fabric.lab.send({ ...b.udp(destination), df: true, size: narrow - 28 });
      expect(fits.received).toHaveLength(1);
    }
  });

  it("carries what is too large in fragments where the sender allows it", async () => {
    const flow = { ...client, protocol: "udp" as const, destination: "192.168.1.5", sourcePort: 5100 };
    expect((await fabric.lab.call({ ...flow, size: 4000 })).seen?.destination).toBe("10.1.1.5");
  });

  it("lets a connection send much through the narrow link", async () => {
    const flow = { ...client, protocol: "tcp" as const, destination: "192.168.1.5", size: 60_000 };
    expect((await fabric.lab.call(flow)).seen?.destination).toBe("10.1.1.5");
  });

  it("lowers TCP's segment size to what the way carries, and never raises it", async () => {
    const [large, small] = await fabric.lab.probe([1460, 900].map((mss) => ({ ...b.tcp("192.168.1.5"), mss })));
    expect(large?.received).toMatchObject([{ mss: narrow - 40 }]);
    expect(small?.received).toMatchObject([{ mss: 900 }]);
  });

  it("leaves it alone where the gateway is told to", async () => {
    await fabric.applyAfresh({ ...declared, natGateways: { nat: { clampMss: false } } });
    const { received } = await fabric.lab.send({ ...b.tcp("192.168.1.5"), mss: 1460 });
    expect(received).toMatchObject([{ mss: 1460 }]);
    await fabric.applyAfresh(declared);
  });

  describe("an error that a host writes", () => {
    /** What vpc1's host, or who pretends to be it, says of a packet that it got. */
    const refusal = (vpc: string, source: string, about: Header) => ({
      vpc,
      protocol: "icmp" as const,
      source,
      destination: about.source,
      error: { type: unreachable, code: portUnreachable, about },
      expect: false,
    });

    it("passes where it is about a flow, translated inside and out", async () => {
      const probe = b.udp("192.168.1.5");
      const [arrived] = (await fabric.lab.send(probe)).received.map(whereOf);
      if (arrived === undefined) throw new Error("nothing arrived");
      const { errors } = await fabric.lab.send(refusal("vpc1", "10.1.1.5", arrived));
      const { protocol, source, sourcePort, destination, destinationPort } = probe;
      expect(errors).toMatchObject([
        {
          vpc: "vpc2",
          from: "192.168.1.5",
          to: "10.2.1.7",
          about: { protocol, source, sourcePort, destination, destinationPort },
        },
      ]);
    });

    it("is dropped where the flow is another pair's, or the gateway knows none", async () => {
      const probe = b.udp("192.168.1.5");
      const [arrived] = (await fabric.lab.send(probe)).received.map(whereOf);
      if (arrived === undefined) throw new Error("nothing arrived");
      // vpc4 has the addresses of vpc1, so what it writes is the same to the bit
      expect((await fabric.lab.send(refusal("vpc4", "10.1.1.5", arrived))).errors).toEqual([]);
      expect((await fabric.lab.send(refusal("vpc3", "10.1.1.5", arrived))).errors).toEqual([]);
      await fabric.lab.gateway.flushConntrack();
      expect((await fabric.lab.send(refusal("vpc1", "10.1.1.5", arrived))).errors).toEqual([]);
    });
  });
});
