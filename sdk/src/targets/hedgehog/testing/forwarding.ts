import { contains, type Range } from "../../../fabric/addresses/range.js";
import { segmentsBetween, translate } from "../../../fabric/addresses/segment.js";
import type { Packet } from "../../../reach/packets/index.js";
import { type Exposed, manifestOf } from "./admission/manifest.js";
import { isStateful } from "./admission/data-plane.js";
import { addressesOf, portsOf } from "./admission/syntax.js";
import type { AclEntry, GatewayPeering, MatchEnd } from "./gateway-peering.js";

/** What Hedgehog does with a packet, in our own words from its guide and its flow filter. */
export type Outcome =
  | { verdict: "drop"; cause: string }
  | {
      verdict: "pass";
      to: string;
      /** Undefined is one of a pool. */
      source: number | undefined;
      destination: number;
      destinationPort: number;
      /** Whether the answer gets back to who asked. */
      isAnswered: boolean;
    };

/** Answers a packet that belongs to no flow; `packet.vpc` is a key of `spec.peering`. */
export function outcomeOf(peerings: GatewayPeering[], packet: Packet): Outcome {
  const sent = sentBy(peerings, packet);
  if (typeof sent === "string") return { verdict: "drop", cause: sent };
  const { peering, local, remote, to } = sent;
  const acl = verdictOf(peering, packet.vpc, to, packet);
  if (acl.action === "deny") return { verdict: "drop", cause: "ACL" };
  const source = local.mode === "masquerade" ? undefined : translate(segments(local, "out"), packet.source);
  const destination = translate(segments(remote, "in"), packet.destination);
  const destinationPort = remote.ports === undefined ? packet.destinationPort : internalPort(remote.ports, packet);
  const answer: Packet = {
    ...packet,
    vpc: to,
    source: destination,
    sourcePort: destinationPort,
    destination: source ?? local.public[0]?.first ?? 0,
    destinationPort: packet.sourcePort,
  };
  const isTracked = isStateful(local) || isStateful(remote);
  const back = verdictOf(peering, to, packet.vpc, answer);
  // the rule that let the first packet pass holds for answers, but for those that a rule of their own speaks of
  const mayReturn =
    back.rule === undefined && acl.rule?.scope !== "packet" && acl.rule !== undefined ? "allow" : back.action;
  const isAnswered = isTracked ? mayReturn === "allow" : returns(peerings, answer, packet);
  return { verdict: "pass", to, source, destination, destinationPort, isAnswered };
}

function returns(peerings: GatewayPeering[], answer: Packet, packet: Packet): boolean {
  const sent = sentBy(peerings, answer);
  if (typeof sent === "string" || sent.to !== packet.vpc) return false;
  if (verdictOf(sent.peering, answer.vpc, sent.to, answer).action === "deny") return false;
  return (
    translate(segments(sent.local, "out"), answer.source) === packet.destination &&
    translate(segments(sent.remote, "in"), answer.destination) === packet.source
  );
}

interface Sent {
  peering: GatewayPeering;
  local: Exposed;
  remote: Exposed;
  to: string;
}

/** First where the destination is, with ports; a default where nobody shows it. Then whether the source is shown there. */
function sentBy(peerings: GatewayPeering[], packet: Packet): Sent | string {
  const ends = peerings
    .filter(({ spec }) => packet.vpc in spec.peering)
    .flatMap((peering) => {
      const to = Object.keys(peering.spec.peering).find((name) => name !== packet.vpc) ?? "";
      return manifestOf(peering.spec.peering[to]?.expose ?? [], {}).map((remote) => ({ peering, to, remote }));
    });
  const named = ends.filter(({ remote }) => remote.mode !== "default" && holds(remote, packet));
  // where masquerade and port forwarding share addresses, it is the latter that opens
  const opening = named.filter(({ remote }) => remote.mode !== "masquerade");
  if (opening.length > 1) throw new Error("more than one expose has the destination");
  if (opening.length === 0 && named.length > 0) return "masquerade";
  const end = opening[0] ?? ends.find(({ remote }) => remote.mode === "default");
  if (end === undefined) return "no destination";
  const own = manifestOf(end.peering.spec.peering[packet.vpc]?.expose ?? [], {}).filter(
    ({ mode }) => mode !== "forward",
  );
  const local =
    own.find(
      (exposed) => exposed.mode !== "default" && exposed.private.some((range) => contains(range, packet.source)),
    ) ?? own.find(({ mode }) => mode === "default");
  return local === undefined ? "no source" : { ...end, local };
}

const holds = ({ public: shown, ports }: Exposed, packet: Packet): boolean =>
  shown.some((range) => contains(range, packet.destination)) &&
  (ports === undefined ||
    (ports.protocols.includes(packet.protocol) && contains(ports.public, packet.destinationPort)));

function segments({ mode, private: own, public: shown }: Exposed, way: "in" | "out") {
  if (mode !== "static" && mode !== "forward") return [];
  return way === "out" ? segmentsBetween(own, shown) : segmentsBetween(shown, own);
}

const internalPort = (ports: { private: Range; public: Range }, { destinationPort }: Packet): number =>
  ports.private.first + (destinationPort - ports.public.first);

/** The first rule that speaks of a packet decides. */
function verdictOf(
  { spec: { acl } }: GatewayPeering,
  from: string,
  to: string,
  packet: Packet,
): { action: string; rule?: AclEntry } {
  if (acl === undefined) return { action: "allow" };
  const rule = acl.rules?.find(
    (each) => (each.from ?? from) === from && (each.to ?? to) === to && speaksOf(each, packet),
  );
  if (rule !== undefined) return { action: rule.action, rule };
  return { action: acl.default === "deny" ? "deny" : "allow" };
}

function speaksOf({ match = {} }: AclEntry, packet: Packet): boolean {
  const { proto = "" } = match;
  if (proto !== "" && proto !== (packet.protocol === "icmp" ? "1" : packet.protocol)) return false;
  return (
    isAt(match.src, packet.source, packet.sourcePort) && isAt(match.dst, packet.destination, packet.destinationPort)
  );
}

const isAt = (ends: MatchEnd[] | undefined, address: number, port: number): boolean =>
  ends === undefined ||
  ends.some(
    ({ cidr, ports }) =>
      (cidr === undefined || contains(addressesOf(cidr), address)) &&
      (ports === undefined || ports.some((text) => contains(portsOf(text), port))),
  );
