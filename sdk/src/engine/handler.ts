import type { Problem } from "../model/problem.js";
import { type PropertyChange, diffProperties } from "./diff.js";
import type { ResourceState } from "./state/resource.js";
import type { Properties } from "./value.js";

/** What a run may do: look, change, or write files. */
export const Mode = { Preview: "preview", Up: "up", Render: "render" } as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** A resource, and what is around it. */
export interface Subject {
  urn: string;
  type: string;
  name: string;
  /** As the program gave them at `check`; as checked everywhere else. */
  inputs: Properties;
  old?: ResourceState;
  /** The state of its provider; components and providers have none. */
  provider?: ResourceState;
  /** Seconds to wait, where the program says so. */
  timeouts?: { create?: number; update?: number; delete?: number };
  /** The id of what is there already and is to become this resource, where the program imports it. */
  importId?: string;
  mode: Mode;
  signal: AbortSignal;
  warn: (message: string) => void;
  progress: (message: string) => void;
}

/** What differs, and what of it only a new resource can have. */
export interface Difference {
  changes: PropertyChange[];
  replaces: string[];
  /** True if old and new cannot exist side by side, as with equal names. */
  deleteBeforeReplace: boolean;
}

/** What a create or an update left. */
export interface Made {
  /** Absent where only `up` can tell. */
  id?: string;
  outputs: Properties;
  /** It exists, but did not come up. */
  initErrors?: string[];
  /** Why a preview knows no more. */
  note?: string;
}

/** What became of a resource since the state was written. */
export type Found =
  { gone: true; note: string } | { gone: false; inputs: Properties; outputs: Properties; drift: PropertyChange[] };

/** A kind of resource. Throws a ProblemsError for bad input and any other error for a failure. */
export interface ResourceHandler {
  /** True if this kind is kept in the state of a run that only renders. */
  readonly keptByRender: boolean;
  /** True if what exists already can be imported by its id. */
  readonly imports?: boolean;
  /** Inputs that say nothing to a reader. */
  readonly hiddenInputs?: readonly string[];
  /** Fills in names and defaults; the same inputs give the same result. */
  check(subject: Subject): Properties | Promise<Properties>;
  diff(subject: Subject, old: ResourceState): Difference | Promise<Difference>;
  create(subject: Subject): Promise<Made>;
  update(subject: Subject, old: ResourceState): Promise<Made>;
  /** Does nothing where the object is gone already. */
  delete(subject: Subject, old: ResourceState): Promise<void>;
  /**
   * What came of a creation that a run had begun when it was cut off; undefined if nothing did. A kind that has this
   * lives outside the state, so that each operation on it is noted there before it begins.
   */
  recover?(subject: Subject): Promise<Made | undefined>;
  /** What tells the thing itself from every other, whatever it is called; undefined where nobody knows. */
  identity?(state: ResourceState): string | undefined;
  /** Before anything is deleted: is everything that a deletion needs at hand? */
  beforeDelete?(subject: Subject, old: ResourceState): Promise<void>;
  /**
   * What became of it outside; undefined where nothing did, or nobody can tell. Where it is not `thorough`, what leaves
   * the inputs as they were need not be told.
   */
  read?(subject: Subject, old: ResourceState, thorough: boolean): Promise<Found | undefined>;
  /** The program is done: what it needs and nobody has or makes. */
  unkeptPromises?(): Promise<Problem[]>;
}

/** The difference of a kind whose every property can change in place. */
export function changesInPlace({ inputs }: Subject, old: ResourceState): Difference {
  return { changes: diffProperties(old.inputs, inputs), replaces: [], deleteBeforeReplace: false };
}
