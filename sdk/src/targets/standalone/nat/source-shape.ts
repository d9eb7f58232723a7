import type { Range } from "../../../fabric/addresses/range.js";
import type { Passage, SourceAtom } from "../../../fabric/vpcs/checked.js";

/** Sources that take one passage. */
export interface SourcePart {
  range: Range;
  /** Counted from 1. */
  part: number;
}

/**
 * Who may start a flow, in two steps: which part of the sources a packet is from, and which passage the part takes.
 * Most destinations share the first step, so it needs few elements; the second is a look-up by hash.
 */
export interface CutSources {
  /** The same for the same way of cutting, whatever the passages. */
  shape: string;
  /** The same for all that is the same. */
  key: string;
  parts: SourcePart[];
  /** That of each part, from part 1. */
  passages: Passage[];
}

/** Cuts lists of sources, each list once. */
export function sourceCutter(): (sources: SourceAtom[]) => CutSources {
  const cuts = new Map<SourceAtom[], CutSources>();
  return (sources) => {
    const cut = cuts.get(sources) ?? cutSources(sources);
    cuts.set(sources, cut);
    return cut;
  };
}

/** Passages are numbered as they come, so that all sources of one are one part. */
function cutSources(sources: SourceAtom[]): CutSources {
  const partOf = new Map<Passage, number>();
  const parts: SourcePart[] = [];
  for (const { first, last, passage } of sources) {
    const part = partOf.get(passage) ?? partOf.size + 1;
    partOf.set(passage, part);
    const end = parts.at(-1);
    if (end?.part === part && end.range.last + 1 === first) end.range.last = last;
    else parts.push({ range: { first, last }, part });
  }
  const shape = parts.map(({ range, part }) => `${range.first}-${range.last}:${part}`).join();
  const passages = [...partOf.keys()];
  return { shape, key: `${passages.map(({ id }) => id).join()} ${shape}`, parts, passages };
}
