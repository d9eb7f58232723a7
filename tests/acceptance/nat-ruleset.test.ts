import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blocks, checkedSide, e1, exampleVpcs, r1 } from "../../sdk/src/fabric/testing/vpcs.js";
import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import { natConfiguration } from "../../sdk/src/targets/standalone/nat/index.js";
import { withPackets } from "../packets/with-packets.js";

/** Something for every set of the ruleset. */
const everything: FabricSpec = {
  vpcs: exampleVpcs(),
  exposes: {
    e1: e1({
      returnRoute: "static",
      ports: [{ external: "80", internal: "8080" }],
      filter: [
        { permit: { to: { port: "80", protocol: "tcp" } } },
        { permit: { from: { ips: blocks("10.2.1.5/32") }, to: { protocol: "icmp" } } },
      ],
    }),
    e2: e1({
      ips: blocks("10.1.2.0/24"),
      as: blocks("192.168.3.0/25", "192.168.5.128/26", "192.168.7.0/26"),
      ports: [
        { external: "443", internal: "8443" },
        { external: "9000-9999", internal: "9000-9999" },
      ],
      returnRoute: "static",
      filter: [
        { deny: { to: { port: "9100-9199" } } },
        { permit: { from: { ips: blocks("10.2.0.0/17") } } },
        { permit: { from: { vpcLabels: { tier: "web" } }, to: { port: "443" } } },
      ],
      idleTimeout: "90s",
    }),
    e3: e1({ vpc: "vpc3", ips: blocks("10.3.1.0/24"), as: blocks("192.168.9.0/24"), filter: [{ permit: {} }] }),
    internet: { vpc: "ext1" },
  },
  routes: {
    r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.20.0/25", "192.168.22.0/25") } }),
    r2: r1({
      to: { expose: "e2" },
      filter: [{ permit: { to: { port: "443", protocol: "tcp" } } }, { permit: { to: { protocol: "udp" } } }],
    }),
    r3: r1({
      to: { expose: "e3" },
      filter: [
        { permit: { from: { ips: blocks("10.2.1.8/32") } } },
        { permit: { to: { port: "53" } } },
        { permit: { to: { protocol: "icmp" } } },
      ],
    }),
    out1: {
      from: { vpc: "vpc1", as: blocks("198.51.100.0/31", "198.51.100.8/32"), nat: "stateful" },
      to: { expose: "internet" },
    },
    out2: { from: { vpc: "vpc2", as: blocks("198.51.100.16/32"), nat: "stateful" }, to: { expose: "internet" } },
    in1: { from: { vpc: "ext2" }, to: { expose: "e3" } },
  },
};

const filesOf = (spec: FabricSpec): Record<string, string> => {
  const side = checkedSide(spec);
  const [gateway] = side.natGateways;
  if (gateway === undefined) throw new Error("no gateway");
  return natConfiguration(gateway, side);
};

const files = filesOf(everything);
const elements = Object.entries(files)
  .flatMap(([name, text]) => (name.startsWith("elements-") ? text.trimEnd().split("\n") : []))
  .filter((line) => !line.startsWith("@"))
  .map((line) => {
    const [, set = "", key = "", value] = /^(\S+) (.+?)(?: : (.+))?$/.exec(line) ?? [];
    return { set, key, whole: value === undefined ? key : `${key} : ${value}` };
  });
const adding = elements.map(({ set, whole }) => `add element ip isthmus ${set} { ${whole} }`);
const deleting = elements.map(({ set, key }) => `delete element ip isthmus ${set} { ${key} }`);

withPackets("the NAT gateway's ruleset", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "isthmus-nft-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Applies scripts one after the other in a network namespace of their own, and prints the table that results. */
  const applied = (...scripts: string[][]): string => {
    const names = scripts.map((lines, index) => {
      const name = join(directory, `${index}.nft`);
      writeFileSync(name, lines.join("\n"));
      return name;
    });
    const commands = [...names.map((name) => `nft -f ${name}`), "nft list table ip isthmus"].join(" && ");
    const { status, stdout, stderr } = spawnSync("unshare", ["--net", "sh", "-c", commands], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr.slice(0, 2000));
    return stdout;
  };

  const ruleset = [files["ruleset.nft"] ?? ""];

  it("is taken by nft with an element in every set", () => {
    expect(applied([...ruleset, ...adding])).toContain("chain classify");
    const filled = new Set(elements.map(({ set }) => set));
    const sets = [...(files["ruleset.nft"] ?? "").matchAll(/(?:set|map) (\w+) \{/g)].map(([, name]) => name ?? "");
    // not every VPC has somewhere to go
    expect(sets.filter((name) => !filled.has(name) && !name.startsWith("destinations_"))).toEqual([]);
  });

  it("takes and gives back every element one by one, and is then as before", () => {
    const empty = applied(ruleset);
    expect(applied(ruleset, adding, deleting)).toBe(empty);
    expect(applied(ruleset, adding, [...deleting, ...adding])).toBe(applied([...ruleset, ...adding]));
  });

  it("moves where destinations are cut within one transaction", () => {
    const { routes, ...others } = everything;
    const more = filesOf({
      ...others,
      routes: {
        ...routes,
        r4: r1({ from: { vpc: "vpc2", ips: blocks("10.2.3.0/24") }, to: { cidrs: blocks("192.168.9.64/26") } }),
      },
    });
    const cut = Object.entries(more)
      .flatMap(([name, text]) => (name.startsWith("elements-") ? text.trimEnd().split("\n") : []))
      .filter((line) => /^(?:destinations|ways)_/.test(line));
    const before = elements.filter(({ set }) => /^(?:destinations|ways)_/.test(set));
    expect(cut.length).toBeGreaterThan(before.length);
    const replaced = [
      ...before.map(({ set, key }) => `delete element ip isthmus ${set} { ${key} }`),
      ...cut.map((line) => line.replace(/^(\S+) (.*)$/, "add element ip isthmus $1 { $2 }")),
    ];
    expect(applied([...ruleset, ...adding], replaced)).toMatch(/ways_26[^}]*192\.168\.9\.64/);
  });

  it("is refused as a whole where one element is wrong", () => {
    expect(() => applied([...ruleset, ...adding, "add element ip isthmus own { 7 }"])).toThrow("Error");
  });
});
