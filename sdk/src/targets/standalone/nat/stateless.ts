import { alignmentOf } from "../../../fabric/addresses/cidr.js";
import { alignedSegments, type Segment } from "../../../fabric/addresses/segment.js";
import { Direction } from "../../../fabric/vpcs/checked.js";
import { returnsStatically } from "../../../fabric/vpcs/forwarding/passages.js";
import { after, before, type Element, joined } from "./element-text.js";
import { imageIds, stableMarks } from "./stable-ids.js";
import { singlePorts } from "./translations.js";
import type { TreatedPassage } from "./treatment.js";

/** A field of a packet whose octets are written. */
export type AddressField = "saddr" | "daddr";

/** Writes the bits of an octet that `mask` has, and keeps the others. */
export interface OctetRewrite {
  field: AddressField;
  /** From 0, the highest. */
  octet: number;
  mask: number;
  value: number;
}

/** What the stateless way needs: elements, and the rewrites that its maps jump to. */
export interface Stateless {
  elements: Element[];
  rewrites: OctetRewrite[];
}

/**
 * Passages that need no state (static NAT to an Expose with a static return) also take packets that conntrack makes
 * nothing of, such as the answer to a SYN that it has forgotten. nft cannot take an address from a map and keep its
 * host part, so it is written octet by octet, each octet by a chain of its own: there are few of those, however many
 * prefixes there are.
 */
export function stateless(passages: TreatedPassage[]): Stateless {
  const taking = passages.filter(({ passage }) => returnsStatically(passage));
  const moves = taking.flatMap(({ id, passage }) => [
    ...moved(id, "saddr", passage.sources),
    ...moved(id, "daddr", passage.destinations),
  ]);
  const imageOf = stableMarks(
    moves.map(({ segment }) => after(segment)),
    imageIds,
  );
  const images = new Map<string, Element>();
  const rewrites = new Map<string, OctetRewrite>();
  const elements = taking.flatMap((of) => [...passageElements(of)]);
  for (const { id, field, segment } of moves) {
    const image = imageOf(after(segment));
    elements.push({ set: `stateless_${field}`, key: joined(id, before(segment)), value: image });
    for (const rewrite of octetRewrites(field, segment)) {
      const chain = rewriteChain(rewrite);
      rewrites.set(chain, rewrite);
      const set = octetMap(rewrite);
      images.set(`${set} ${image}`, { set, key: image, value: `jump ${chain}` });
    }
  }
  return { elements: [...elements, ...images.values()], rewrites: [...rewrites.values()] };
}

interface Move {
  id: string;
  field: AddressField;
  segment: Segment;
}

const moved = (id: string, field: AddressField, segments: Segment[]): Move[] =>
  alignedSegments(segments)
    .filter(({ from, to }) => from !== to)
    .map((segment) => ({ id, field, segment }));

function* passageElements({ id, passage }: TreatedPassage): Iterable<Element> {
  yield { set: "stateless", key: id };
  const set = passage.direction === Direction.Forward ? "stateless_dport" : "stateless_sport";
  const ofTcp = (passage.ports ?? []).filter(({ protocol, from, to }) => protocol === "tcp" && from !== to);
  for (const { from, to } of singlePorts(ofTcp)) yield { set, key: joined(id, from), value: `${to}` };
}

/** The octets of a prefix, the last of them in part where it ends inside of one. */
function octetRewrites(field: AddressField, { to, length }: Segment): OctetRewrite[] {
  const fixed = 32 - Math.log2(Math.min(length, alignmentOf(to)));
  return [0, 1, 2, 3].flatMap((octet) => {
    const bits = Math.min(Math.max(fixed - octet * 8, 0), 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    return bits === 0 ? [] : [{ field, octet, mask, value: (to >>> (24 - octet * 8)) & mask }];
  });
}

/** The map from what an address becomes to the chain that writes this octet of it. */
export const octetMap = ({ field, octet }: Pick<OctetRewrite, "field" | "octet">): string => `${field}_${octet}`;

export const rewriteChain = ({ field, octet, mask, value }: OctetRewrite): string =>
  `${field}_${octet}_${mask}_${value}`;
