import { type CheckedNatGateway } from "../../../fabric/vpcs/checked.js";
import { destinationMap, vpcChain } from "./elements.js";
import { idleTimeouts } from "./idle.js";
import { maskText, partMap, prefixLengths, wayMap } from "./prefix-maps.js";
import { hex } from "./stable-ids.js";
import { octetMap, type OctetRewrite, rewriteChain } from "./stateless.js";
import type { Treatment } from "./treatment.js";

/** Why packets are dropped: named counters. */
const dropCauses = [
  "no_route",
  "no_flow",
  "spoofed",
  "source",
  "protocol",
  "port",
  "filter_expose",
  "filter_route",
  "invalid",
  "stray",
];

/** Sets and maps of which the ruleset has no elements: a name and what it is. */
const tables: [name: string, definition: string][] = [
  ["set interfaces", "type ifname"],
  ["map attached", "type ifname : verdict"],
  ["set own", "type ifname . ipv4_addr; flags interval"],
  // by pair: the mark is the priority meanwhile
  ["map zones", "typeof meta priority : ct zone"],
  ["map marks", "typeof meta priority : meta mark"],
  ["set exits", "type mark . ifname"],
  // by class of destinations
  ["map via", "typeof meta mark : meta priority"],
  ["map shapes", "typeof meta mark : meta priority"],
  ["map parts", "typeof meta priority . ip saddr : meta priority; flags interval"],
  ["map takes", "typeof meta mark . meta priority : meta mark"],
  // by passage
  ["set passages", "type mark; counter"],
  ["set replies", "typeof ct mark . meta priority"],
  ["map idle_of", "type mark : verdict"],
  ["set ported", "type mark"],
  ["set ported_back", "type mark"],
  ["set offered", "type mark . inet_proto . inet_service"],
  ["set offered_ranges", "type mark . inet_proto . inet_service; flags interval"],
  ...["expose", "route"].flatMap((filter): [string, string][] => [
    [`set filtered_${filter}`, "type mark"],
    [`set ${filter}_protocols`, "type mark . inet_proto"],
    [`set ${filter}_ports`, "type mark . inet_proto . inet_service"],
    // a type has five fields at most: nft 1.0.6 takes a sixth, and then no longer knows what the set is of
    ...["tcp", "udp"].map((protocol): [string, string] => [
      `set ${filter}_${protocol}`,
      "type mark . ipv4_addr . ipv4_addr . inet_service . inet_service; flags interval",
    ]),
    [`set ${filter}_icmp`, "type mark . ipv4_addr . ipv4_addr; flags interval"],
  ]),
  ...["dnat", "snat"].flatMap((nat): [string, string][] => [
    [`map ${nat}_whole`, "type mark : interval ipv4_addr"],
    [`map ${nat}_parts`, "type mark . ipv4_addr : interval ipv4_addr; flags interval"],
    ...["tcp", "udp"].flatMap((protocol): [string, string][] => [
      [`map ${nat}_${protocol}`, "type mark . inet_service : interval ipv4_addr . inet_service"],
      [
        `map ${nat}_${protocol}_parts`,
        "type mark . ipv4_addr . inet_service : interval ipv4_addr . inet_service; flags interval",
      ],
    ]),
  ]),
  ["map pools", "type mark : interval ipv4_addr"],
  ["map pools_parts", "type mark . ipv4_addr : interval ipv4_addr; flags interval"],
  ["set stateless", "type mark"],
  ["map stateless_saddr", "typeof meta mark . ip saddr : meta priority; flags interval"],
  ["map stateless_daddr", "typeof meta mark . ip daddr : meta priority; flags interval"],
  ["map stateless_sport", "type mark . inet_service : inet_service"],
  ["map stateless_dport", "type mark . inet_service : inet_service"],
];

/** Of prefixes by which destinations and sources are looked up. */
interface Lengths {
  ways: number[];
  parts: number[];
}

const octets = (["saddr", "daddr"] as const).flatMap((field) => [0, 1, 2, 3].map((octet) => ({ field, octet })));

/**
 * Packets of attached interfaces, and no others. What is per packet is looked up by hash, or in the ordered map of the
 * sender's destinations, so that it costs the same however many Exposes and Routes there are; a set of intervals with
 * several fields, whose cost grows with its size, is left to what is rare or only for the first packet of a flow.
 *
 * `meta priority` is a second register until the packet is forwarded, which sets it anew: it has the routing mark.
 */
const chains = (gateway: Pick<CheckedNatGateway, "clampMss">, lengths: Lengths): string[] => [
  // before conntrack: whose packet this is, and in which zone its flow is looked for
  `chain arrive {
    type filter hook prerouting priority -201; policy accept;
    iifname vmap @attached
  }`,
  `chain classify {
${lengths.ways.map((length) => `    meta mark set meta priority . (ip daddr & ${maskText(length)}) map @${wayMap(length)}\n`).join("")}    meta mark 0 counter name no_route drop
    meta l4proto != { tcp, udp, icmp } counter name protocol drop
    meta priority set meta mark map @shapes
${lengths.parts.map((length) => `    meta priority set meta priority . (ip saddr & ${maskText(length)}) map @${partMap(length)}\n`).join("")}    meta priority set meta priority . ip saddr map @parts
    meta mark set meta mark . meta priority map @takes
    meta priority set meta mark map @via
    ct zone set meta priority map @zones
  }`,
  // after conntrack: the mark is a passage, or still the class where the sender may start no flow
  `chain decide {
    type filter hook prerouting priority -199; policy accept;
    iifname @interfaces goto judge
  }`,
  `chain judge {
    ct state { invalid, untracked } goto unknown
    ct direction reply goto answer
    ct state related goto error
    meta mark & 0x80000000 == 0 goto refuse
    jump permit
    ct state new jump idle
    ct mark set meta mark
    meta mark @passages meta mark set meta priority map @marks
  }`,
  `chain answer {
    ct mark . meta priority @replies ct mark @passages goto send
    counter name no_flow drop
  }`,
  // errors about replies, from who started the flow
  `chain error {
    ct mark @passages goto send
    counter name invalid drop
  }`,
  `chain send {
    meta mark set meta priority map @marks
  }`,
  // what has no shape has no sources
  `chain refuse {
    meta priority set 0
    meta priority set meta mark map @shapes
    meta priority 0 counter name no_flow drop
    iifname . ip saddr @own counter name source drop
    counter name spoofed drop
  }`,
  `chain permit {
    meta mark @ported jump ports
    meta mark @ported_back jump ports_back
    meta mark @filtered_expose jump filter_expose
    meta mark @filtered_route jump filter_route
  }`,
  ...["ports", "ports_back"].map((chain) => {
    const port = chain === "ports" ? "th dport" : "th sport";
    return `chain ${chain} {
    meta mark . meta l4proto . ${port} @offered return
    meta mark . meta l4proto . ${port} @offered_ranges return
    counter name port drop
  }`;
  }),
  ...["expose", "route"].map(
    (filter) => `chain filter_${filter} {
    meta mark . meta l4proto @${filter}_protocols return
    meta mark . meta l4proto . th dport @${filter}_ports return
    meta mark . ip saddr . ip daddr . tcp sport . tcp dport @${filter}_tcp return
    meta mark . ip saddr . ip daddr . udp sport . udp dport @${filter}_udp return
    meta l4proto icmp meta mark . ip saddr . ip daddr @${filter}_icmp return
    counter name filter_${filter} drop
  }`,
  ),
  `chain idle {
    meta mark vmap @idle_of
    goto idle_default
  }`,
  // before kube-proxy's, and last of all "as it is", so that it makes nothing of our packets
  `chain translate_destination {
    type nat hook prerouting priority -110; policy accept;
    iifname @interfaces goto to_destination
  }`,
  `chain to_destination {
    dnat ip prefix to ct mark . tcp dport map @dnat_tcp
    dnat ip prefix to ct mark . udp dport map @dnat_udp
    dnat ip prefix to ct mark map @dnat_whole
    dnat ip prefix to ct mark . ip daddr . tcp dport map @dnat_tcp_parts
    dnat ip prefix to ct mark . ip daddr . udp dport map @dnat_udp_parts
    dnat ip prefix to ct mark . ip daddr map @dnat_parts
    dnat ip to ip daddr
  }`,
  `chain forward {
    type filter hook forward priority 0; policy accept;
    iifname @interfaces goto leave
    oifname @interfaces counter name stray drop
  }`,
  `chain leave {${gateway.clampMss ? "\n    tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu" : ""}
    meta mark . oifname @exits accept
    counter name stray drop
  }`,
  `chain translate_source {
    type nat hook postrouting priority 90; policy accept;
    iifname @interfaces goto from_source
  }`,
  `chain from_source {
    snat ip prefix to ct mark . tcp sport map @snat_tcp
    snat ip prefix to ct mark . udp sport map @snat_udp
    snat ip prefix to ct mark map @snat_whole
    snat ip to ct mark map @pools persistent
    snat ip prefix to ct mark . ip saddr . tcp sport map @snat_tcp_parts
    snat ip prefix to ct mark . ip saddr . udp sport map @snat_udp_parts
    snat ip prefix to ct mark . ip saddr map @snat_parts
    snat ip to ct mark . ip saddr map @pools_parts persistent
    snat ip to ip saddr
  }`,
  // without conntrack: what it calls invalid, of passages that need no state
  `chain unknown {
    meta l4proto tcp meta mark @stateless goto stateless
    counter name invalid drop
  }`,
  `chain stateless {
    jump permit
    meta mark @passages
    tcp sport set meta mark . tcp sport map @stateless_sport
    tcp dport set meta mark . tcp dport map @stateless_dport
${(["saddr", "daddr"] as const)
  .map(
    (field) => `    meta priority set 0
    meta priority set meta mark . ip ${field} map @stateless_${field}
${octets
  .filter((octet) => octet.field === field)
  .map((octet) => `    meta priority vmap @${octetMap(octet)}`)
  .join("\n")}`,
  )
  .join("\n")}
    meta priority set meta mark map @via
    goto send
  }`,
];

/** The table: what changes only with its VPCs and its timeouts, and is the same for ten Exposes and ten thousand. */
export function ruleset(
  gateway: Pick<CheckedNatGateway, "clampMss" | "timeouts">,
  { vpcs, passages, shapes }: Pick<Treatment, "vpcs" | "passages" | "shapes">,
  rewrites: OctetRewrite[],
): string {
  const lengths = {
    ways: prefixLengths(vpcs.flatMap(({ destinations }) => destinations.map(({ range }) => range))),
    parts: prefixLengths(shapes.flatMap(({ parts }) => parts.map(({ range }) => range))),
  };
  const named = passages.flatMap(({ passage }) => passage.idleTimeout ?? []);
  const blocks = [
    ...dropCauses.map((cause) => `counter ${cause} {\n  }`),
    ...tables.map(([name, definition]) => defined(name, definition)),
    ...octets.map((octet) => defined(`map ${octetMap(octet)}`, "typeof meta priority : verdict")),
    ...lengths.ways.map((length) => defined(`map ${wayMap(length)}`, "typeof meta priority . ip daddr : meta mark")),
    ...lengths.parts.map((length) =>
      defined(`map ${partMap(length)}`, "typeof meta priority . ip saddr : meta priority"),
    ),
    ...vpcs.map(({ id }) => defined(`map ${destinationMap(id)}`, "type ipv4_addr : mark; flags interval")),
    ...idleTimeouts(gateway.timeouts, named),
    ...rewrites.map(rewriteBlock).sort(),
    ...chains(gateway, lengths),
    ...vpcs.map(
      ({ id }) => `chain ${vpcChain(id)} {
    meta mark set 0
    meta priority set ${hex(id)}
    meta mark set ip daddr map @${destinationMap(id)}
    goto classify
  }`,
    ),
  ];
  return `table ip isthmus {\n${blocks.map((block) => `  ${block}\n`).join("")}}\n`;
}

const defined = (name: string, definition: string): string =>
  `${name} {\n${definition
    .split("; ")
    .map((line) => `    ${line}\n`)
    .join("")}  }`;

const rewriteBlock = (rewrite: OctetRewrite): string => {
  const { field, octet, mask, value } = rewrite;
  const inOctet = (byte: number, others: number): string =>
    [0, 1, 2, 3].map((index) => (index === octet ? byte : others)).join(".");
  return `chain ${rewriteChain(rewrite)} {
    ip ${field} set ip ${field} & ${inOctet(255 - mask, 255)} | ${inOctet(value, 0)}
  }`;
};
