import type { Range } from "../../../fabric/addresses/range.js";
import type { Passage, SourceAtom } from "../../../fabric/vpcs/checked.js";

/** Sources that take one passage. */
export interface SourcePart {
  range: Range;
  /** The passage's place in the list of them. */
  part: number;
}

/**
 * Who may start a flow, in two steps: which part of the sources a packet is from, and which passage the part takes.
 * Most destinations share the first step, so it needs few elements; the second is a look-up by hash.
 */
export interface CutSources {
  /** A number for each way of cutting with its passages. */
  number: number;
  /** The same for the same way of cutting, whatever the passages. */
  shape: string;
  parts: SourcePart[];
  /** That of each part. */
  passages: Passage[];
}

/** Cuts lists of sources; of lists that say the same, the result is the same object. */
export function sourceCutter(): (sources: SourceAtom[]) => CutSources {
  const byList = new Map<SourceAtom[], CutSources>();
  const byContent = new Map<string, CutSources>();
  return (sources) => {
    const known = byList.get(sources);
    if (known !== undefined) return known;
    const { parts, passages } = cutSources(sources);
    const shape = parts.map(({ range, part }) => `${range.first}-${range.last}:${part}`).join();
    const content = `${passages.map(({ id }) => id).join()} ${shape}`;
    const cut = byContent.get(content) ?? { number: byContent.size, shape, parts, passages };
    byContent.set(content, cut);
    byList.set(sources, cut);
    return cut;
  };
}

/** Passages are numbered as they come, so that all sources of one are one part. */
function cutSources(sources: SourceAtom[]): Pick<CutSources, "parts" | "passages"> {
  const partOf = new Map<Passage, number>();
  const parts: SourcePart[] = [];
  for (const { first, last, passage } of sources) {
    const part = partOf.get(passage) ?? partOf.size;
    partOf.set(passage, part);
    const end = parts.at(-1);
    if (end?.part === part && end.range.last + 1 === first) end.range.last = last;
    else parts.push({ range: { first, last }, part });
  }
  return { parts, passages: [...partOf.keys()] };
}
