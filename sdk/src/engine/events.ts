import type { Diagnostic } from "./registration.js";
import type { Step } from "./step.js";

/** What a run says while it runs; nothing in it is secret. */
export type EngineEvent =
  | { kind: "diagnostic"; diagnostic: Diagnostic }
  /** The program printed this. */
  | { kind: "output"; text: string }
  | { kind: "started"; step: Step }
  | { kind: "finished"; step: Step; seconds: number }
  | { kind: "failed"; step: Step; message: string }
  /** A step still waits, and this is what for. */
  | { kind: "progress"; urn: string; message: string };

export type Listener = (event: EngineEvent) => void;
