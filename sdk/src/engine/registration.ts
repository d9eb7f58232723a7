import type { Properties } from "./value.js";

/** Another identity under which a resource may be found in the state. */
export type Alias =
  | { urn: string }
  | { name?: string; type?: string; stack?: string; project?: string; parentUrn?: string; noParent?: boolean };

/** What a program asks for: one resource, as plain data. */
export interface Registration {
  type: string;
  name: string;
  parent?: string;
  custom: boolean;
  remote: boolean;
  inputs: Properties;
  /** `<urn>::<id>`; the default provider where absent. */
  provider?: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  additionalSecretOutputs: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  aliases: Alias[];
  protect?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  deleteBeforeReplace?: boolean;
  importId?: string;
  /** Durations as Go writes them. */
  customTimeouts?: { create?: string; update?: string; delete?: string };
  /** The version of the package, which names its default provider. */
  version?: string;
}

/** What the program gets back. */
export interface Registered {
  urn: string;
  /** Absent while only `up` can tell. */
  id?: string;
  outputs: Properties;
  /** The resource did not come to be; what depends on it cannot either. */
  failed?: boolean;
}

/** How grave a message is. */
export const Severity = { Debug: "debug", Info: "info", Warning: "warning", Error: "error" } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** Something said about a resource, or about the run where there is no URN. */
export interface Diagnostic {
  severity: Severity;
  message: string;
  urn?: string;
}

/** The engine as the program sees it. */
export interface Monitor {
  register(registration: Registration): Promise<Registered>;
  registerOutputs(urn: string, outputs: Properties): Promise<void>;
  /** A call that the local engine cannot serve: an invoke, a read, a stack reference. */
  refuse(what: string): void;
  log(diagnostic: Diagnostic): void;
}

/** A custom resource that asks for nothing but its inputs. */
export const customResource = (type: string, name: string, inputs: Properties): Registration => ({
  type,
  name,
  custom: true,
  remote: false,
  inputs,
  dependencies: [],
  propertyDependencies: {},
  additionalSecretOutputs: [],
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
});
