import { type AttachedVpc, type Configuration, ownSets, TABLE, TABLE_IPV6 } from "./configuration.js";
import { type ElementDifference, type KnownPassage, knownPassages, type PassageDifference } from "./difference.js";

/** Elements a statement: nft reads few long statements fastest, but not one of them all (measured at 10,000). */
const batch = 5000;

/** The whole table anew, as one transaction: what was there before is gone exactly when the new one is in force. */
export function wholeTable(configuration: Configuration): string {
  const elements = [...configuration.elementFiles.values()].flatMap((file) => [...file.elements]);
  return [
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    configuration.ruleset,
    ...withoutIpv6(configuration.gateway.vpcs),
    `table ${TABLE} {`,
    ...Object.values(ownSets).map((name) => `  set ${name} { type mark; }`),
    `}`,
    ...additions(elements),
    addition(ownSets.applied, [appliedElement(configuration.hash)]),
    ...batches(ownSets.attachments, configuration.gateway.vpcs.map(attachmentElement)),
    ...batches(ownSets.passages, [...knownPassages(configuration).values()].map(passageElement)),
    "",
  ].join("\n");
}

/** VPCs are IPv4 networks: no packet of IPv6 gets from one to another, nor to what else there is. */
const withoutIpv6 = (vpcs: readonly AttachedVpc[]): string[] => [
  `add table ${TABLE_IPV6}`,
  `delete table ${TABLE_IPV6}`,
  `table ${TABLE_IPV6} {`,
  ...(["iifname", "oifname"] as const).map((way) => {
    const hook = way === "iifname" ? "prerouting" : "postrouting";
    const rules = vpcs.map(({ interface: device }) => ` ${way} "${device}" drop;`).join("");
    return `  chain ${hook} { type filter hook ${hook} priority -300;${rules} }`;
  }),
  "}",
];

/** What changes between two configurations of the same ruleset. */
export interface Change extends ElementDifference {
  before: { hash: string; vpcs: readonly AttachedVpc[] };
  after: { hash: string; vpcs: readonly AttachedVpc[] };
  passages: PassageDifference;
}

/** Only the difference, as one transaction. The kernel refuses it unless the configuration before is in force. */
export function changeTable({ removed, added, before, after, passages }: Change): string {
  const was = new Set(before.vpcs.map(attachmentElement));
  const is = new Set(after.vpcs.map(attachmentElement));
  const lost = before.vpcs.filter((vpc) => !is.has(attachmentElement(vpc)));
  const won = [...is].filter((element) => !was.has(element));
  return [
    `delete element ${TABLE} ${ownSets.applied} { ${appliedKey(before.hash)} }`,
    ...removals(removed),
    ...batches(
      ownSets.passages,
      passages.removed.map(({ id }) => id),
      "delete",
    ),
    ...batches(
      ownSets.attachments,
      lost.map(({ id }) => String(id)),
      "delete",
    ),
    ...additions(added),
    ...batches(ownSets.passages, passages.added.map(passageElement)),
    ...batches(ownSets.attachments, won),
    addition(ownSets.applied, [appliedElement(after.hash)]),
    "",
  ].join("\n");
}

const appliedKey = (hash: string): string => `0x${hash.slice(0, 8)}`;
const appliedElement = (hash: string): string => `${appliedKey(hash)} comment "${hash}"`;
const attachmentElement = ({ id, interface: device, address }: AttachedVpc): string =>
  `${id} comment "${device} ${address}"`;
const passageElement = ({ id, zone, signature }: KnownPassage): string => `${id} comment "${zone} ${signature}"`;

const removals = (paths: readonly string[]): string[] =>
  [...bySet(paths.map((path) => [path, ""]))].flatMap(([set, elements]) => batches(set, elements, "delete"));

const additions = (elements: readonly [string, string][]): string[] =>
  [...bySet(elements)].flatMap(([set, list]) => batches(set, list));

function bySet(elements: readonly [path: string, value: string][]): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  for (const [path, value] of elements) {
    const end = path.indexOf(" ");
    const set = path.slice(0, end);
    const key = path.slice(end + 1);
    const list = sets.get(set) ?? [];
    if (list.length === 0) sets.set(set, list);
    list.push(value === "" ? key : `${key} : ${value}`);
  }
  return sets;
}

function batches(set: string, elements: readonly string[], verb: "add" | "delete" = "add"): string[] {
  const statements: string[] = [];
  for (let start = 0; start < elements.length; start += batch) {
    statements.push(addition(set, elements.slice(start, start + batch), verb));
  }
  return statements;
}

const addition = (set: string, elements: readonly string[], verb = "add"): string =>
  `${verb} element ${TABLE} ${set} { ${elements.join(", ")} }`;
