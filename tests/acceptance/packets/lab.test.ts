import { readdir } from "node:fs/promises";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Lab } from "../../packets/lab.js";
import { ip } from "../../packets/network.js";
import { withPackets } from "../../packets/with-packets.js";
import { eventually } from "../../wire/eventually.js";

const vpcs = {
  client: { interface: "c", ranges: ["10.2.0.0/16"] },
  server: { interface: "s", ranges: ["10.1.0.0/16"] },
  other: { interface: "o", ranges: ["10.1.0.0/16"] },
};

/** By hand: 192.168.1.0/24 is the server's, 192.168.9.0/24 the same addresses of the other VPC, which is the leak. */
const router = `
table ip router {
  counter dropped { }
  chain marking {
    type filter hook prerouting priority raw;
    iifname "c" ip daddr 192.168.9.0/24 meta mark set 9 ct original zone set 9
    iifname "o" ct reply zone set 9
  }
  chain forward {
    type filter hook forward priority filter;
    tcp dport 443 counter name dropped drop
    tcp dport 444 reject with tcp reset
  }
  chain destinations {
    type nat hook prerouting priority dstnat;
    ip daddr 192.168.1.0/24 dnat ip prefix to 10.1.1.0/24
    ip daddr 192.168.9.0/24 dnat ip prefix to 10.1.1.0/24
  }
  chain sources {
    type nat hook postrouting priority srcnat;
    ip saddr 10.2.1.0/24 snat ip prefix to 192.168.2.0/24
  }
}
`;

async function routed(lab: Lab): Promise<Lab> {
  await lab.gateway.nft(router);
  await ip(lab.gateway.namespace, [
    ...["c", "s", "o"].map((name) => `address add 169.254.1.1/32 dev ${name}`),
    "route add 10.2.0.0/16 dev c",
    "route add 10.1.0.0/16 dev s",
    "rule add fwmark 9 lookup 9",
    "route add 10.1.0.0/16 dev o table 9",
  ]);
  return lab;
}

const from = { vpc: "client", source: "10.2.1.7", destination: "192.168.1.5" };

withPackets("the packet lab, around a router written by hand", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await routed(await Lab.open({ vpcs }));
    await lab.listen([80, 443, 444]);
  });
  afterAll(() => lab.close());

  describe("probes", () => {
    it.each(["udp", "tcp"] as const)("tell of %s what both ends saw", async (protocol) => {
      const { received, answered, errors } = await lab.send({ ...from, protocol });
      expect(received).toEqual([
        expect.objectContaining({
          vpc: "server",
          protocol,
          source: "192.168.2.7",
          sourcePort: 4000,
          destination: "10.1.1.5",
          destinationPort: 80,
        }),
      ]);
      expect(answered).toEqual([
        expect.objectContaining({
          vpc: "client",
          protocol,
          source: "192.168.1.5",
          sourcePort: 80,
          destination: "10.2.1.7",
          destinationPort: 4000,
        }),
      ]);
      expect(errors).toEqual([]);
    });

    it("tell of an ICMP echo its identifier on both ends", async () => {
      const { received, answered } = await lab.send({ ...from, protocol: "icmp", sourcePort: 77 });
      expect(received).toMatchObject([
        { vpc: "server", source: "192.168.2.7", sourcePort: 77, destination: "10.1.1.5" },
      ]);
      expect(answered).toMatchObject([
        { vpc: "client", source: "192.168.1.5", sourcePort: 77, destination: "10.2.1.7" },
      ]);
    });

    it("tell of a protocol without ports where it went", async () => {
      const { received } = await lab.send({ ...from, protocol: "other", silent: true });
      expect(received).toMatchObject([{ vpc: "server", protocol: "other", destination: "10.1.1.5" }]);
    });

    it("show a drop as nothing anywhere", async () => {
      const counted = await lab.gateway.countersWhile(async () => {
        const outcome = await lab.send({ ...from, protocol: "tcp", destinationPort: 443, expect: false });
        expect(outcome).toEqual({ received: [], answered: [], errors: [] });
      }, "router");
      expect(counted).toEqual({ dropped: 1 });
    });

    it("are seen where they should not be", async () => {
      const { received } = await lab.send({ ...from, destination: "192.168.9.5", protocol: "udp" });
      expect(received).toMatchObject([{ vpc: "other", destination: "10.1.1.5" }]);
    });

    it("leave with any source", async () => {
      const { received } = await lab.send({ ...from, source: "1.2.3.4", protocol: "udp", silent: true });
      expect(received).toMatchObject([{ vpc: "server", source: "1.2.3.4", destination: "10.1.1.5" }]);
    });

    it("leave with any TCP flags, and keep what segment size they name", async () => {
      const [syn, ack] = await lab.probe([
        { ...from, protocol: "tcp", mss: 1460 },
        { ...from, protocol: "tcp", flags: "SA", sourcePort: 4001, silent: true, expect: false },
      ]);
      expect(syn?.received).toMatchObject([{ flags: "S", mss: 1460 }]);
      // conntrack takes an answer to nothing for invalid, so that it goes on untranslated, to nowhere
      expect(ack?.received).toEqual([]);
    });

    it("bring back ICMP errors, from whom, about what", async () => {
      const { received, errors } = await lab.send({ ...from, protocol: "udp", ttl: 1, sourcePort: 4100 });
      expect(received).toEqual([]);
      // the address that the router's NAT puts in place of its own, as that of whoever is behind it
      expect(errors).toMatchObject([
        {
          vpc: "client",
          from: "192.168.1.5",
          to: "10.2.1.7",
          type: 11,
          about: { protocol: "udp", sourcePort: 4100, destination: "192.168.1.5", destinationPort: 80 },
        },
      ]);
    });

    it("go out a thousand at once, and each is told apart", async () => {
      const hosts = Array.from({ length: 1000 }, (_, index) => ({
        ...from,
        protocol: "udp" as const,
        sourcePort: 10_000 + index,
        destination: `192.168.1.${index % 256}`,
      }));
      const outcomes = await lab.probe(hosts);
      const seen = outcomes.map(({ received, answered }) => [
        received.map(({ destination, sourcePort }) => [destination, sourcePort]),
        answered.length,
      ]);
      expect(seen).toEqual(hosts.map(({ sourcePort }, index) => [[[`10.1.1.${index % 256}`, sourcePort]], 1]));
    });
  });

  describe("real sockets", () => {
    it.each(["udp", "tcp"] as const)("tell of %s what both ends saw", async (protocol) => {
      const { seen, local } = await lab.call({ ...from, protocol, sourcePort: 5000 });
      expect(seen).toEqual({
        vpc: "server",
        protocol,
        source: "192.168.2.7",
        sourcePort: 5000,
        destination: "10.1.1.5",
        destinationPort: 80,
      });
      expect(local).toBe("10.2.1.7:5000");
    });

    it("tell a drop from a refusal", async () => {
      expect(await lab.call({ ...from, protocol: "tcp", destinationPort: 443 }, 300)).toEqual({ error: "timeout" });
      expect(await lab.call({ ...from, protocol: "tcp", destinationPort: 444 })).toEqual({ error: "refused" });
    });

    it("tell of a closed port whose error came", async () => {
      const { error, icmp } = await lab.call({ ...from, protocol: "udp", destinationPort: 81 });
      expect({ error, icmp }).toEqual({
        error: "refused",
        icmp: expect.objectContaining({ from: "192.168.1.5", type: 3, code: 3 }),
      });
    });
  });

  describe("streams", () => {
    it.each(["udp", "tcp", "icmp"] as const)("of %s count what comes back", async (protocol) => {
      const stream = await lab.stream({ ...from, protocol, sourcePort: 6000 }, 2);
      await eventually(async () => (await stream.report()).received > 50);
      const { sent, received, lost, seen, error } = await stream.stop();
      expect({ received, lost, error }).toEqual({ received: sent, lost: 0, error: undefined });
      if (protocol !== "icmp") expect(seen).toMatchObject([{ vpc: "server", source: "192.168.2.7" }]);
    });

    it("count what is lost, and for how long nothing came", async () => {
      const stream = await lab.stream({ ...from, protocol: "udp", sourcePort: 6001 }, 2);
      await eventually(async () => (await stream.report()).received > 20);
      await lab.gateway.nft("insert rule ip router forward udp sport 6001 drop");
      const { sent } = await stream.report();
      await eventually(async () => (await stream.report()).sent > sent + 30);
      const { lost, longestGapMs } = await stream.stop(50);
      expect(lost).toBeGreaterThanOrEqual(30);
      expect(longestGapMs).toBeGreaterThan(30);
    });
  });

  it("starts many flows", async () => {
    const sources = ["10.2.1.1", "10.2.1.2"];
    expect(
      await lab.flood({ vpc: "client", sources, destination: "192.168.1.9", destinationPort: 999, count: 300 }),
    ).toBe(300);
    const flows = (await lab.gateway.conntrack()).filter((line) => line.includes("dport=999 "));
    expect(flows).toHaveLength(300);
  });

  it("adds a host to a VPC", async () => {
    await lab.ip("client", "address add 10.77.0.1/32 dev eth0");
    await ip(lab.gateway.namespace, ["route add 10.77.0.1/32 dev c"]);
    expect((await lab.call({ ...from, source: "10.77.0.1", protocol: "udp" })).seen?.source).toBe("10.77.0.1");
  });
});

withPackets("a packet lab's end", () => {
  const namespacesOf = async (start: string) => (await readdir("/run/netns")).filter((name) => name.startsWith(start));

  it("leaves no namespace and no process", async () => {
    const lab = await Lab.open({ vpcs });
    const prefix = lab.gateway.namespace.replace(/gateway$/, "");
    expect(await namespacesOf(prefix)).toHaveLength(4);
    const sleeper = spawn("nsenter", [`--net=/run/netns/${lab.gateway.namespace}`, "sleep", "1000"]);
    await eventually(async () => (await lab.gateway.run("ip", "netns", "pids", lab.gateway.namespace)) !== "");
    const ended = new Promise((resolve) => sleeper.once("exit", (_, signal) => resolve(signal)));
    await lab.close();
    expect(await ended).toBe("SIGKILL");
    expect(await namespacesOf(prefix)).toEqual([]);
  });

  it("comes by itself when the tests are killed", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", resolve(__dirname, "../../packets/victim.ts")], {
      cwd: resolve(__dirname, "../../.."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const prefix = await new Promise<string>((resolve) =>
      child.stdout.once("data", (chunk: Buffer) =>
        resolve(
          chunk
            .toString()
            .trim()
            .replace(/gateway$/, ""),
        ),
      ),
    );
    expect(await namespacesOf(prefix)).toHaveLength(2);
    child.kill("SIGKILL");
    await eventually(async () => (await namespacesOf(prefix)).length === 0);
  });

  it("of one leaves another alone", async () => {
    const [one, other] = [await routed(await Lab.open({ vpcs })), await routed(await Lab.open({ vpcs }))];
    const both = await Promise.all([one.send({ ...from, protocol: "udp" }), other.send({ ...from, protocol: "udp" })]);
    expect(both.map(({ received, answered }) => [received.length, answered.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    await one.close();
    expect((await other.send({ ...from, protocol: "udp" })).received).toHaveLength(1);
    await other.close();
  });

  it("is made up for at the next start where even the prober was killed", async () => {
    const child = spawn("sleep", ["0"]);
    await new Promise((resolve) => child.once("exit", resolve));
    const name = `iso-packets-${child.pid}-1-abcdef-gateway`;
    const keeper = await Lab.open({ vpcs: {} });
    await keeper.gateway.run("ip", "netns", "add", name);
    const next = await Lab.open({ vpcs: {} });
    expect(await namespacesOf(name)).toEqual([]);
    expect(await namespacesOf(keeper.gateway.namespace)).toHaveLength(1);
    await keeper.close();
    await next.close();
  });
});
