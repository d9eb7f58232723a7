import type { Range } from "../../../fabric/addresses/range.js";
import type { Segment } from "../../../fabric/addresses/segment.js";
import { asciiHash } from "./stable-ids.js";
import type { TreatedPassage } from "./treatment.js";

/**
 * A short hash of what becomes of a passage's packets. Live flows keep the translation that they began with, so the
 * agent forgets those of a passage whose signature changed; their next packet begins them anew, by static NAT with the
 * same addresses as before. That is no loss, so it is done as well where some packets now take another passage; but a
 * flow from a pool would get another port and break, so there only the pool and the destinations count.
 */
export function signature({ passage, destinations, sources }: TreatedPassage): string {
  const { pool, ports = [] } = passage;
  const parts = [
    segmentsText(passage.destinations),
    segmentsText(passage.sources),
    ports.map(({ protocol, from, to, length }) => `${protocol}:${from}>${to}+${length}`).join(),
    pool === undefined ? `${rangesText(sources)} ${rangesText(destinations)}` : `pool ${rangesText(pool)}`,
  ];
  return asciiHash(parts.join(";")).toString(16).padStart(8, "0");
}

const segmentsText = (segments: Segment[]): string =>
  segments.map(({ from, to, length }) => `${from}>${to}+${length}`).join();

const rangesText = (ranges: Range[]): string => ranges.map(({ first, last }) => `${first}-${last}`).join();
