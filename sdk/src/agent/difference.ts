import { type Configuration, type ElementFile, type Passage, passagesOf } from "./configuration.js";

/** What leads from the elements of one configuration to those of the next. A changed one is in both lists. */
export interface ElementDifference {
  /** `SET KEY`. */
  removed: string[];
  /** `SET KEY` and its value, empty where it has none. */
  added: [path: string, value: string][];
}

/** What the kernel remembers of a passage. */
export type KnownPassage = Pick<Passage, "id" | "zone" | "signature">;

type Files = ReadonlyMap<string, ElementFile>;

/** Compares file by file; files that are the same object cost nothing. */
export function elementDifference(before: Files, after: Files): ElementDifference {
  const gone = new Map<string, string>();
  const fresh = new Map<string, string>();
  for (const [path, value] of elsewhere(before, after)) gone.set(path, value);
  for (const [path, value] of elsewhere(after, before)) {
    // only moved to another file
    if (gone.get(path) === value) gone.delete(path);
    else fresh.set(path, value);
  }
  return { removed: [...gone.keys()], added: [...fresh] };
}

/** The elements of `files` that the file of the same name in `others` does not have in the same way. */
function* elsewhere(files: Files, others: Files): Iterable<[string, string]> {
  for (const file of files.values()) {
    const other = others.get(file.name);
    if (other === file) continue;
    for (const element of file.elements) {
      if (other?.elements.get(element[0]) !== element[1]) yield element;
    }
  }
}

/** Passages that lead from one configuration to the next. A changed one is in both lists. */
export interface PassageDifference {
  /** Their live flows are translated wrongly, if at all. */
  removed: KnownPassage[];
  added: KnownPassage[];
}

/** Compares file by file, as {@link elementDifference} does. */
export function passageDifference(before: Files, after: Files): PassageDifference {
  const changed = (files: Files, others: Files): Map<string, KnownPassage> =>
    new Map(
      [...files.values()]
        .filter((file) => others.get(file.name) !== file)
        .flatMap(({ passages }) => [...passages])
        .map(([id, { zone, signature }]) => [id, { id, zone, signature }]),
    );
  const was = changed(before, after);
  const is = changed(after, before);
  return { removed: stalePassages(was, is), added: stalePassages(is, was) };
}

type Known = ReadonlyMap<string, KnownPassage>;

/** The passages of `before` that `after` does not have in the same way. */
export const stalePassages = (before: Known, after: Known): KnownPassage[] =>
  [...before.values()].filter(({ id, zone, signature }) => {
    const now = after.get(id);
    return now?.zone !== zone || now.signature !== signature;
  });

/** What is to be known of the passages of a configuration. */
export const knownPassages = (configuration: Configuration): Map<string, KnownPassage> =>
  new Map([...passagesOf(configuration)].map(({ id, zone, signature }) => [id, { id, zone, signature }]));
