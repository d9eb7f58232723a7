import { afterAll, afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { buildAgent } from "./agent-build.js";
import { Directory, files, gatewayJson, vpc } from "./directory.js";
import { LeaseServer } from "./lease-server.js";
import { eventually, Namespace, type Running, wire } from "./namespace.js";
import { withNamespaces } from "./with-namespaces.js";

jest.setTimeout(120_000);

withNamespaces("two agents with one lease", () => {
  const built = buildAgent();
  let api: LeaseServer;
  let directory: Directory;
  let host: Namespace;
  let gateways: Record<"one" | "two", Namespace>;

  beforeEach(async () => {
    api = new LeaseServer();
    await api.listen();
    directory = new Directory(files({ "gateway.json": gatewayJson(vpc("left", 1, "left", "10.9.0.0/16")) }));
    // a switch with a host and both gateways
    host = new Namespace("switch");
    host.run("ip", ["link", "add", "br0", "type", "bridge"]);
    host.run("ip", ["link", "set", "br0", "up"]);
    host.run("ip", ["address", "add", "10.9.0.7/16", "dev", "br0"]);
    host.run("ip", ["route", "add", "169.254.1.1", "dev", "br0"]);
    gateways = { one: new Namespace("one"), two: new Namespace("two") };
    for (const [name, gateway] of Object.entries(gateways)) {
      wire(gateway, "left", host, name);
      host.run("ip", ["link", "set", name, "master", "br0"]);
    }
  });
  afterEach(async () => {
    for (const namespace of [gateways.one, gateways.two, host]) await namespace.remove();
    directory.remove();
    api.close();
  });
  afterAll(() => built.remove());

  const start = async (name: "one" | "two"): Promise<Running> => {
    const lease = [
      "--lease",
      "shop/nat",
      "--identity",
      name,
      "--lease-seconds",
      "2",
      "--lease-api",
      `unix:${api.path}`,
    ];
    const args = [built.main, "apply", directory.path, "--watch", ...lease];
    const agent = gateways[name].start(process.execPath, args);
    await agent.says("applied ");
    return agent;
  };
  const addressed = (name: "one" | "two"): boolean =>
    gateways[name].run("ip", ["-4", "-br", "address"]).includes("169.254.1.1/32");
  const becomes = (name: "one" | "two"): Promise<void> =>
    eventually(
      () => addressed(name),
      () => `${name} never became active; ${api.holder} holds the lease`,
    );
  const hardware = (name: "one" | "two"): string =>
    /link\/ether (\S+)/.exec(gateways[name].run("ip", ["link", "show", "left"]))?.[1] ?? "";
  const neighbour = (): string | undefined =>
    /^169\.254\.1\.1 lladdr (\S+)/m.exec(host.run("ip", ["neigh", "show", "dev", "br0"]))?.[1];
  const learns = (name: "one" | "two"): Promise<void> =>
    eventually(
      () => neighbour() === hardware(name),
      () => `the host has ${neighbour()}, not ${hardware(name)} of ${name}`,
    );

  it("forward one at a time; the next one has it when the first ends, and its neighbours hear of it", async () => {
    const one = await start("one");
    await becomes("one");
    host.run("ip", ["neigh", "replace", "169.254.1.1", "lladdr", hardware("one"), "dev", "br0", "nud", "reachable"]);
    await start("two");
    await eventually(
      () => gateways.two.try("nft", ["list", "table", "ip", "isthmus"]).status === 0,
      () => "the standby has no table",
    );
    expect([addressed("one"), addressed("two")]).toEqual([true, false]);
    expect(gateways.two.run("ip", ["-4", "route", "show", "table", "all"])).toContain("10.9.0.0/16 dev left");
    // nobody on the wire is asked: the host learns by what the new one says
    expect(await one.stop()).toBe(0);
    await becomes("two");
    expect(addressed("one")).toBe(false);
    await learns("two");
    expect(api.holder).toBe("two");
    expect(api.lease?.spec.leaseTransitions).toBe(1);
  });

  it("never both have the addresses when the holder cannot renew: it steps down before another takes over", async () => {
    await start("one");
    await becomes("one");
    await start("two");
    api.deaf.add("one");
    let both = false;
    await eventually(
      () => {
        const [one, two] = [addressed("one"), addressed("two")];
        both ||= one && two;
        return two;
      },
      () => "the standby never took over",
    );
    expect(both).toBe(false);
    // with its last address an interface loses its routes; a standby has them all the same
    expect(gateways.one.run("ip", ["-4", "route", "show", "table", "all"])).toContain("10.9.0.0/16 dev left");
    api.deaf.clear();
    await becomes("two");
    expect(addressed("one")).toBe(false);
  });

  it("take over from one that died without a word", async () => {
    const one = await start("one");
    await becomes("one");
    await start("two");
    await one.stop("SIGKILL");
    await becomes("two");
    expect(api.holder).toBe("two");
  });
});
