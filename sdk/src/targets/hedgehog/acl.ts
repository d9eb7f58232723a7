import { difference, intersection, type RangeSet, rangeSet, sameRange } from "../../fabric/addresses/range.js";
import { unicast } from "../../fabric/addresses/special-use.js";
import { portText } from "../../fabric/vpcs/ports.js";
import { TransportProtocol } from "../../model/choices.js";
import { isStateful, publicOf } from "./claims.js";
import { cidrTexts } from "./exposures.js";
import { type Draft, type Party, privateSet, publicSet } from "./party.js";
import { answersToAll, merged, passingAll } from "./merging.js";
import { everyPacket, everyPort, passing, portsOf, type Rule, volume } from "./rules.js";

/** `spec.acl`. */
export type Acl = {
  default: "deny";
  rules: AclRule[];
};

type AclRule = {
  from: string;
  to: string;
  action: "allow" | "deny";
  match: { proto?: string; src?: Endpoint[]; dst?: Endpoint[] };
  scope: "flow" | "packet";
};

type Endpoint = {
  cidr?: string;
  ports?: string[];
};

/** Whether anything passes at all. */
export const passesAnything = ({ uses }: Draft): boolean => uses.some((use) => passing(use).length > 0);

/**
 * What passes, where that is less than all that both sides show to one another. Without an ACL a GatewayPeering lets
 * whatever one side shows reach whatever the other does. `known` says by which addresses each VPC knows all others.
 */
export function acl(draft: Draft, known: Map<string, RangeSet>): Acl | undefined {
  const [first, second] = draft.parties;
  const ways = [
    { from: first, to: second },
    { from: second, to: first },
  ].map((way) => ({ ...way, allowed: allowed(draft, way), holes: holesOf(way, known.get(way.from.vpc.name) ?? []) }));
  const isOpen = ways.every((way) => volume(way.allowed) === volume(shown(way)) && !isHoley(way));
  if (isOpen) return undefined;
  // replies of a tracked flow pass by the rule that let its first packet pass, but only where all flows are tracked
  const scope = draft.parties.some(tracksAll) ? "flow" : "packet";
  const rules = ways.flatMap((way) => {
    const replies = trackedReplies(draft, way.from);
    if (scope === "packet") return aclRules(way, merged([...way.allowed, ...replies]), way.holes, scope);
    // a rule that denies comes before what lets replies pass, so it may speak of none
    return aclRules(way, way.allowed, replies.some((reply) => isIn(reply, way.holes)) ? undefined : way.holes, scope);
  });
  return { default: "deny", rules };
}

interface Way {
  from: Party;
  to: Party;
}

interface Holes {
  sources: RangeSet;
  destinations: RangeSet;
}

const allowed = ({ uses }: Draft, { from, to }: Way): Rule[] =>
  passingAll(uses.filter(({ passage }) => passage.from === from.vpc && passage.to === to.vpc));

const startsFlows = (party: Party): RangeSet =>
  rangeSet([
    ...party.claims.flatMap(({ treatment, addresses }) => (treatment.mode === "forward" ? [] : addresses)),
    ...(party.fallback?.sources ?? []),
  ]);

/** All that a GatewayPeering without an ACL lets pass. */
function shown({ from, to }: Way): Rule[] {
  const sources = startsFlows(from);
  const open = to.claims.filter(({ treatment }) => treatment.mode === "fixed").flatMap(publicOf);
  const ports = to.claims.flatMap((claim): Rule[] => {
    const { treatment } = claim;
    if (treatment.mode !== "forward") return [];
    const { protocol } = treatment.ports;
    const destinationPort = portsOf(treatment.ports);
    return [{ protocol, sources, destinations: publicOf(claim), sourcePort: everyPort, destinationPort }];
  });
  return [...everyPacket(sources, rangeSet([...open, ...(to.fallback?.destinations ?? [])])), ...ports];
}

/** What a default expose takes and Isthmus does not let pass. What the sender knows otherwise never comes there. */
function holesOf({ from, to }: Way, known: RangeSet): Holes {
  const elsewhere = rangeSet([...(from.vpc.external ? [] : from.vpc.addresses), ...known]);
  const own = rangeSet(to.claims.flatMap(publicOf));
  return {
    destinations:
      to.fallback === undefined
        ? []
        : difference(unicast, rangeSet([...to.fallback.destinations, ...difference(elsewhere, own)])),
    sources: from.fallback === undefined ? [] : difference(unicast, from.fallback.sources),
  };
}

/** Whether a hole can be reached, so that an ACL has to close it. */
function isHoley({ from, to, holes }: Way & { holes: Holes }): boolean {
  const receives = to.fallback !== undefined || to.claims.some(({ treatment }) => treatment.mode !== "masquerade");
  const shownByTo = rangeSet(to.claims.filter(({ treatment }) => treatment.mode !== "forward").flatMap(publicOf));
  return (
    (startsFlows(from).length > 0 && difference(holes.destinations, shownByTo).length > 0) ||
    (receives && holes.sources.length > 0)
  );
}

const tracksAll = ({ claims, fallback }: Party): boolean =>
  fallback === undefined && claims.length > 0 && claims.every(isStateful);

/** Answers that a party gives to flows which are tracked: they pass by that, and the ACL may not stop them. */
const trackedReplies = ({ uses }: Draft, from: Party): Rule[] =>
  answersToAll(
    uses.filter(({ passage: { to, pool, ports } }) => to === from.vpc && (pool !== undefined || ports !== undefined)),
  );

const isIn = ({ sources, destinations }: Rule, holes: Holes): boolean =>
  intersection(sources, holes.sources).length > 0 || intersection(destinations, holes.destinations).length > 0;

/**
 * What names addresses comes first, then what a default expose must not take, then what it takes. Without `holes` all
 * is named.
 */
function aclRules({ from, to }: Way, rules: Rule[], holes: Holes | undefined, scope: AclRule["scope"]): AclRule[] {
  const split = rules.flatMap((rule) => splitBy(rule, from, to, holes !== undefined));
  const wide = split.filter(({ anywhere }) => anywhere);
  const base = { from: from.key, to: to.key, scope };
  const rule = (action: AclRule["action"], match: AclRule["match"]): AclRule => ({ ...base, action, match });
  const denied =
    wide.length === 0 || holes === undefined
      ? []
      : [deny("src", holes.sources), deny("dst", holes.destinations)].flat();
  return [
    ...split.filter(({ anywhere }) => !anywhere).map((narrow) => rule("allow", matchOf(narrow))),
    ...denied.map((match) => rule("deny", match)),
    ...wide.map((each) => rule("allow", matchOf(each))),
  ];
}

const deny = (side: "src" | "dst", set: RangeSet): AclRule["match"][] =>
  set.length === 0 ? [] : [{ [side]: cidrTexts(set).map((cidr) => ({ cidr })) }];

/** A rule with the sides left out that are all there is; `anywhere` if that is more than what passes. */
interface Match extends Omit<Rule, "sources" | "destinations"> {
  sources: RangeSet | undefined;
  destinations: RangeSet | undefined;
  anywhere: boolean;
}

function splitBy(rule: Rule, from: Party, to: Party, mayBeWide: boolean): Match[] {
  const none = mayBeWide ? undefined : [];
  const sources = partsOf(rule.sources, privateSet(from), from.fallback && (none ?? from.fallback.sources));
  const destinations = partsOf(rule.destinations, publicSet(to), to.fallback && (none ?? to.fallback.destinations));
  return sources.flatMap((source) =>
    destinations.map((destination) => ({
      ...rule,
      sources: source.set,
      destinations: destination.set,
      anywhere: source.anywhere || destination.anywhere,
    })),
  );
}

function partsOf(set: RangeSet, all: RangeSet, fallback: RangeSet | undefined) {
  if (fallback === undefined || fallback.length === 0 || difference(fallback, set).length > 0)
    return [{ set: fallback === undefined && isSame(set, all) ? undefined : set, anywhere: false }];
  const named = difference(set, fallback);
  return [{ set: undefined, anywhere: true }, ...(named.length === 0 ? [] : [{ set: named, anywhere: false }])];
}

const isSame = (a: RangeSet, b: RangeSet): boolean =>
  a.length === b.length && a.every((range, index) => sameRange(range, b[index] ?? { first: -1, last: -1 }));

function matchOf({ protocol, sources, destinations, sourcePort, destinationPort }: Match): AclRule["match"] {
  const [src, dst] = [endpoints(sources, sourcePort), endpoints(destinations, destinationPort)];
  return {
    proto: protocol === TransportProtocol.ICMP ? "1" : protocol,
    ...(src.length > 0 && { src }),
    ...(dst.length > 0 && { dst }),
  };
}

function endpoints(set: RangeSet | undefined, port: Rule["sourcePort"]): Endpoint[] {
  const ports = sameRange(port, everyPort) ? {} : { ports: [portText(port)] };
  if (set === undefined) return "ports" in ports ? [ports] : [];
  return cidrTexts(set).map((cidr) => ({ cidr, ...ports }));
}
