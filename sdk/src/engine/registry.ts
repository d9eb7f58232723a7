import { randomUUID } from "node:crypto";
import { changesInPlace, Mode, type ResourceHandler } from "./handler.js";
import { refuse } from "../model/problem.js";
import { packageOf, STACK_TYPE } from "./urn.js";

/** What decides which handler serves a registration. */
export interface Kind {
  type: string;
  custom: boolean;
  remote: boolean;
}

/** Finds the handler of a kind, or refuses it. */
export interface Registry {
  handlerOf(kind: Kind): ResourceHandler;
  handlers: readonly ResourceHandler[];
}

/** One line of the registry. */
export interface Entry {
  serves(kind: Kind): boolean;
  handler: ResourceHandler;
}

/** A registry of the given entries and those that every run has: components, and providers of the packages named. */
export function registry(packages: readonly string[], entries: readonly Entry[]): Registry {
  const all: Entry[] = [
    { serves: ({ custom, remote }) => !custom && !remote, handler: component },
    ...entries,
    { serves: ({ type }) => isProvider(type) && packages.includes(packageOf(type)), handler: provider },
  ];
  return {
    handlers: all.map(({ handler }) => handler),
    handlerOf(kind) {
      const found = all.find((entry) => entry.serves(kind));
      if (found !== undefined) return found.handler;
      const what = kind.remote ? `${kind.type} (a remote component)` : kind.type;
      return refuse("engine.type", kind.type, `${what} is not for the local engine`, "run the program with `pulumi`");
    },
  };
}

/** True for `pulumi:providers:<package>`. */
export const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

/** A component is a name for its children: nothing is done to it. */
const component: ResourceHandler = {
  keptByRender: true,
  check: ({ inputs }) => inputs,
  diff: (subject, old) =>
    subject.type === STACK_TYPE
      ? { changes: [], replaces: [], deleteBeforeReplace: false }
      : changesInPlace(subject, old),
  create: () => Promise.resolve({ outputs: {} }),
  update: (_, old) => Promise.resolve({ outputs: old.outputs }),
  delete: () => Promise.resolve(),
};

/** A provider is its settings; those who use it read them from the state. */
export const provider: ResourceHandler = {
  keptByRender: true,
  check: ({ inputs }) => inputs,
  diff: changesInPlace,
  create: ({ inputs, mode }) =>
    Promise.resolve({ ...(mode === Mode.Preview ? {} : { id: randomUUID() }), outputs: inputs }),
  update: ({ inputs }, old) => Promise.resolve({ ...(old.id === undefined ? {} : { id: old.id }), outputs: inputs }),
  delete: () => Promise.resolve(),
};
