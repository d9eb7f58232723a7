import type { KubeObject, Tree } from "../emitted.js";
import { apis, groups } from "./api.js";
import { type GatewayPlace, metadataOf } from "../crossing/place.js";

/** A listener of a Gateway, as it and a ListenerSet write one. */
export interface ListenerEntry {
  name: string;
  port: number;
  protocol: string;
  hostname?: string | undefined;
  tls?: Tree;
}

/** How many listeners a Gateway has at most, and a ListenerSet. */
const capacity = 64;

/** The listeners of a Gateway: the first stand in it, the others in ListenerSets of as many. */
export function* listenerGroups(listeners: ListenerEntry[]): Iterable<{ set: number; listeners: ListenerEntry[] }> {
  for (let start = 0; start < listeners.length; start += capacity)
    yield { set: start / capacity, listeners: listeners.slice(start, start + capacity) };
}

const setName = (gateway: string, set: number): string => `${gateway}.listeners-${set}`;

/** The ListenerSets of a Gateway that has more listeners than it may name itself. */
export const listenerSets = (place: GatewayPlace, listeners: ListenerEntry[]): KubeObject[] =>
  [...listenerGroups(listeners)].slice(1).map(({ set, listeners: entries }) => ({
    apiVersion: apis.gateway,
    kind: "ListenerSet",
    metadata: metadataOf(place, `listeners-${set}`),
    spec: { parentRef: { name: place.name }, listeners: entries.map((entry): Tree => ({ ...entry })) },
  }));

/** The objects that listeners stand in, as policies target them. */
export const listenerHolders = ({ name }: GatewayPlace, listeners: ListenerEntry[]): { [field: string]: Tree }[] =>
  [...listenerGroups(listeners)].map(({ set }) =>
    set === 0
      ? { group: groups.gateway, kind: "Gateway", name }
      : { group: groups.gateway, kind: "ListenerSet", name: setName(name, set) },
  );

/** One listener, as a policy targets it and, in the same namespace, a Route names its parent. */
export function listenerReference(
  place: GatewayPlace,
  listeners: ListenerEntry[],
  listener: string,
): { [field: string]: Tree } {
  const set = Math.floor(listeners.findIndex(({ name }) => name === listener) / capacity);
  return { ...listenerHolders(place, listeners)[set], sectionName: listener };
}
