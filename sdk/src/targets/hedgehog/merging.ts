import { type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import { grouped } from "../../fabric/grouped.js";
import type { Passage } from "../../fabric/vpcs/checked.js";
import type { Use } from "./pairs.js";
import { answered, answers, everyPacket, passing, type Product, protocols, type Rule } from "./rules.js";

/** The same packets in fewer rules, in an order that depends on nothing but them. */
export const merged = (rules: Rule[]): Rule[] =>
  [...grouped(rules, portsKey).values()].flatMap((alike) => joined(alike)).sort(byContent);

/** All packets of some uses that pass ports and filters. */
export const passingAll = (uses: Use[]): Rule[] =>
  merged(alike(uses).flatMap(([passage, own]) => joined(own).flatMap((product) => passing({ passage, ...product }))));

/** The answers to all packets of some uses that pass. */
export function answersToAll(uses: Use[]): Rule[] {
  const [open, limited] = [
    uses.filter(({ passage }) => isOpen(passage)),
    uses.filter(({ passage }) => !isOpen(passage)),
  ];
  const all = joined(open.map((use) => answered(use, use.passage)));
  return merged([
    ...all.flatMap(({ sources, destinations }) => everyPacket(sources, destinations)),
    ...limited.flatMap((use) => passing(use).flatMap((rule) => answers(rule, use.passage))),
  ]);
}

/** Whether neither ports nor filters stop a packet. */
const isOpen = ({ ports, exposeFilter, routeFilter }: Passage): boolean =>
  ports === undefined && exposeFilter === undefined && routeFilter === undefined;

/** Uses of the same ports and filters, with a passage that has them. */
function alike(uses: Use[]): [Passage, Product[]][] {
  const numbers = new Map<object | undefined, number>();
  const numberOf = (part: object | undefined): number => {
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    return number;
  };
  const groups = grouped(uses, ({ passage: { ports, exposeFilter, routeFilter } }) =>
    [ports, exposeFilter, routeFilter].map(numberOf).join(),
  );
  return [...groups.values()].flatMap((own): [Passage, Product[]][] => {
    const [first] = own;
    const products = own.map(({ sources, destinations }) => ({ sources, destinations }));
    return first === undefined ? [] : [[first.passage, products]];
  });
}

/** Those of the same destinations as one, then those of the same sources. */
function joined<T extends Product>(products: T[]): T[] {
  if (products.length < 2) return products;
  const wide = [...grouped(products, ({ destinations }) => keyOf(destinations)).values()].flatMap((own) =>
    own.slice(0, 1).map((product) => ({ ...product, sources: union(own.map(({ sources }) => sources)) })),
  );
  return [...grouped(wide, ({ sources }) => keyOf(sources)).values()].flatMap((own) =>
    own
      .slice(0, 1)
      .map((product) => ({ ...product, destinations: union(own.map(({ destinations }) => destinations)) })),
  );
}

const keyOf = (set: RangeSet): string => set.map(({ first, last }) => `${first}-${last}`).join();

const portsKey = ({ protocol, sourcePort, destinationPort }: Rule): string =>
  `${protocol} ${keyOf([sourcePort, destinationPort])}`;

const union = (sets: RangeSet[]): RangeSet => (sets.length === 1 ? (sets[0] ?? []) : rangeSet(sets.flat()));

const byContent = (a: Rule, b: Rule): number =>
  protocols.indexOf(a.protocol) - protocols.indexOf(b.protocol) ||
  firstOf(a.destinations) - firstOf(b.destinations) ||
  a.destinationPort.first - b.destinationPort.first ||
  firstOf(a.sources) - firstOf(b.sources) ||
  a.sourcePort.first - b.sourcePort.first;

const firstOf = (set: RangeSet): number => set[0]?.first ?? 0;
