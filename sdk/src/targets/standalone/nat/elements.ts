import { addressText } from "../../../fabric/addresses/cidr.js";
import { filterElements, offeredElements } from "./permissions.js";
import { addresses, type Element, joined } from "./element-text.js";
import { idleChain } from "./idle.js";
import type { SourceShape } from "./destination-classes.js";
import { hashedPrefixes, partMap, wayMap } from "./prefix-maps.js";
import { hex } from "./stable-ids.js";
import { translationElements } from "./translations.js";
import type { Treatment, TreatedPassage, TreatedVpc } from "./treatment.js";

/** Everything that changes with VPCs, Exposes and Routes, except for what goes without conntrack. */
export function* elements({ vpcs, classes, shapes, passages, pairs }: Treatment): Iterable<Element> {
  for (const vpc of vpcs) yield* vpcElements(vpc);
  for (const { mark, zone, to } of pairs) {
    yield { set: "zones", key: mark, value: `${zone}` };
    yield { set: "marks", key: mark, value: mark };
    yield { set: "exits", key: joined(mark, interfaceText(to)) };
  }
  for (const { id, mark, shape, takes } of classes) {
    yield { set: "via", key: id, value: mark };
    if (shape !== undefined) yield { set: "shapes", key: id, value: shape };
    for (const { part, passage } of takes) yield { set: "takes", key: joined(id, part), value: passage };
  }
  for (const shape of shapes) yield* shapeElements(shape);
  for (const passage of passages) yield* passageElements(passage);
}

function* vpcElements({ id, vpc, destinations }: TreatedVpc): Iterable<Element> {
  const attached = interfaceText(vpc);
  yield { set: "interfaces", key: attached };
  yield { set: "attached", key: attached, value: `goto ${vpcChain(id)}` };
  for (const range of vpc.addresses) yield { set: "own", key: joined(attached, addresses(range)) };
  for (const { range, class: of } of destinations) {
    const prefixes = hashedPrefixes(range);
    for (const { first, length } of prefixes ?? []) {
      yield { set: wayMap(length), key: joined(hex(id), addressText(first)), value: of };
    }
    if (prefixes === undefined) yield { set: destinationMap(id), key: addresses(range), value: of };
  }
}

function* shapeElements({ id, parts }: SourceShape): Iterable<Element> {
  for (const { range, part } of parts) {
    const prefixes = hashedPrefixes(range);
    for (const { first, length } of prefixes ?? []) {
      yield { set: partMap(length), key: joined(id, addressText(first)), value: part };
    }
    if (prefixes === undefined) yield { set: "parts", key: joined(id, addresses(range)), value: part };
  }
}

function* passageElements(treated: TreatedPassage): Iterable<Element> {
  const { id, passage, mark, replyMark } = treated;
  yield { set: "via", key: id, value: mark };
  yield { set: "replies", key: joined(id, replyMark) };
  yield { set: "passages", key: id };
  if (passage.idleTimeout !== undefined) {
    yield { set: "idle_of", key: id, value: `goto ${idleChain(passage.idleTimeout)}` };
  }
  yield* offeredElements(treated);
  yield* filterElements(treated);
  yield* translationElements(treated);
}

export const vpcChain = (id: number): string => `vpc_${id}`;
export const destinationMap = (id: number): string => `destinations_${id}`;

/** Refused where it has other characters than an interface's name should. */
const interfaceText = ({ attachment }: TreatedVpc["vpc"]): string => `"${attachment.interface ?? ""}"`;
