import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of a configuration directory. */
export type Files = Record<string, string>;

/** A configuration directory as a ConfigMap volume has it: links to a folder that is swapped as a whole. */
export class Directory {
  readonly path = mkdtempSync(join(tmpdir(), "isthmus-nat-"));
  private version = 0;

  constructor(files: Files) {
    this.write(files);
  }

  /** All files anew, in one step. */
  write(files: Files): void {
    const folder = `..${++this.version}`;
    mkdirSync(join(this.path, folder));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.path, folder, name), content);
    symlinkSync(folder, join(this.path, "..next"));
    renameSync(join(this.path, "..next"), join(this.path, "..data"));
    const there = readdirSync(this.path);
    for (const name of Object.keys(files)) {
      if (!there.includes(name)) symlinkSync(join("..data", name), join(this.path, name));
    }
    for (const name of there) if (!name.startsWith("..") && !(name in files)) rmSync(join(this.path, name));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A VPC of `gateway.json`. */
export const vpc = (name: string, id: number, device: string, to: string) => ({
  name,
  id,
  interface: device,
  address: "169.254.1.1/32",
  routes: [{ to }],
});

export const gatewayJson = (...vpcs: ReturnType<typeof vpc>[]): string =>
  JSON.stringify({ version: 1, name: "nat", vpcs, flows: { tcp: 86400, udp: 120, icmp: 30 } });

/** A small pipeline: marks by destination, one passage each, translated by prefix, all in zone 7. */
export const ruleset = `table ip isthmus {
  map destinations { type mark . ipv4_addr : mark; flags interval; }
  map translations { type mark . ipv4_addr : interval ipv4_addr; flags interval; }
  map vpcs { type ifname : mark; }
  map via { type mark : mark; }
  set passages { type mark; counter; }
  counter no_route { }

  chain classify {
    type filter hook prerouting priority -300; policy accept;
    meta mark set iifname map @vpcs
    meta mark 0 accept
    ct zone set 7
    meta mark set meta mark . ip daddr map @destinations accept
    counter name no_route drop
  }

  chain pass {
    type filter hook prerouting priority -150; policy accept;
    ct direction reply meta mark set 1
    ct direction original meta mark >= 0x80000000 ct mark set meta mark
    ct direction original meta mark @passages meta mark set meta mark map @via
  }

  chain translate {
    type nat hook prerouting priority -100; policy accept;
    dnat ip prefix to ct mark . ip daddr map @translations
  }
}
`;

/** One VPC, two passages: `red` 192.168.1.0/24 to `target`, and `blue` 192.168.2.0/24 to 10.1.2.0/24. */
export const elements = (target = "10.1.1.0/24", signature = "aa11"): string => `vpcs "left" : 0x1
destinations 1 . 192.168.1.0-192.168.1.255 : 0x80000001
destinations 1 . 192.168.2.0-192.168.2.255 : 0x80000002
destinations 2 . 10.9.0.0/16 : 0x80000003
vpcs "right" : 2
via 0x80000001 : 0x10002
via 0x80000002 : 0x10002
via 0x80000003 : 0x20001
passages 0x80000001
passages 0x80000002
passages 0x80000003
translations 0x80000001 . 192.168.1.0/24 : ${target}
translations 0x80000002 . 192.168.2.0/24 : 10.1.2.0/24
@passage 0x80000001 7 ${signature} red web forward
@passage 0x80000002 7 bb22 blue web forward
@passage 0x80000003 7 cc33 back web return
`;

/** The whole small directory. */
export const files = (changes: Files = {}): Files => ({
  "gateway.json": gatewayJson(vpc("left", 1, "left", "10.9.0.0/16"), vpc("right", 2, "right", "10.1.0.0/16")),
  "ruleset.nft": ruleset,
  "elements-0.txt": elements(),
  ...changes,
});

/** Many exposes, in `shards` files, by the number of the expose. */
export function manyElements(count: number, shards: number, change: Record<number, string> = {}): Files {
  const lines = Array.from({ length: shards }, (): string[] => []);
  for (let n = 0; n < count; n++) {
    const id = `0x${(0x80010000 + n).toString(16)}`;
    const block = `20.${n >> 8}.${n & 255}.0/24`;
    lines[n % shards]?.push(
      `destinations 1 . ${block} : ${id}`,
      `via ${id} : 0x10002`,
      `passages ${id}`,
      `translations ${id} . ${block} : ${change[n] ?? "10.1.1.0/24"}`,
      `@passage ${id} 7 ${change[n] === undefined ? "aa" : "bb"} many e${n} forward`,
    );
  }
  return Object.fromEntries(lines.map((shard, index) => [`elements-${index + 1}.txt`, `${shard.join("\n")}\n`]));
}
