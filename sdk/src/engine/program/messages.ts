import type { Problem } from "../../model/problem.js";
import type { Diagnostic, Registration } from "../registration.js";
import type { WireProperties } from "../wire.js";

/** What a program needs to know of the run it is part of. */
export interface ProgramOptions {
  /** Where the program's file and its `node_modules` are; also its working directory. */
  directory: string;
  /** The file to load. */
  entry: string;
  project: string;
  stack: string;
  organization: string;
  /** Where `Pulumi.yaml` is. */
  rootDirectory: string;
  /** True in a preview: what is not known yet stays unknown. */
  dryRun: boolean;
  /** By full key, `project:key`; objects as JSON text. */
  config: Record<string, string>;
  secretConfigKeys: string[];
}

/** An error that escaped the program, as data. */
export interface ProgramError {
  message: string;
  /** The program's own frames, the nearest first. */
  frames: string[];
  /** What is wrong with the declarations, if the error says so. */
  problems?: Problem[];
  /** True if it only repeats that a resource did not come to be. */
  derived?: boolean;
}

/** A registration as it crosses the process boundary. */
export type WireRegistration = Omit<Registration, "inputs"> & { inputs: WireProperties };

/** From the program to the engine. */
export type ProgramMessage =
  | { kind: "register"; seq: number; registration: WireRegistration }
  | { kind: "outputs"; seq: number; urn: string; outputs: WireProperties }
  | { kind: "refused"; what: string }
  | { kind: "log"; diagnostic: Diagnostic }
  | { kind: "ended"; errors: ProgramError[] };

/** From the engine to the program. */
export type EngineMessage =
  | { kind: "start"; options: ProgramOptions }
  | { kind: "registered"; seq: number; urn: string; id?: string; outputs: WireProperties; failed?: boolean }
  | { kind: "done"; seq: number };
