import type { JournalEntry } from "./journal.js";
import type { Stage } from "./stage.js";

/** One thing that an attacker tries, and what must come of it. */
export interface Attack {
  what: string;
  /** Where it was said that this must be tried: `mesh-targets 6.2 #3`, `CVE-2024-27316`. */
  source?: string;
  /** The gateway's verdict: `403`, `refused` where no answer came. */
  expected: string;
  /** What the services get to see of it; nothing unless said. */
  reaches?: string;
  /** How an entry of a service's journal reads in the table. Defaults to its request line and caller. */
  show?: (entry: JournalEntry) => string;
  /** Whether most of its time is waiting; such attacks of a family run side by side, and must reach nothing. */
  waits?: boolean;
  /** Tries it and says the gateway's verdict. */
  run(stage: Stage): Promise<string>;
}

/** Attacks on one thing. */
export interface Family {
  /** One letter, the first of its attacks' ids. */
  letter: string;
  name: string;
  /** What is attacked, in a sentence. */
  about: string;
  /** Once, before its attacks. */
  prepare?(stage: Stage): Promise<void>;
  attacks: Attack[];
}

/** What came of an attack. */
export interface Result {
  id: string;
  attack: Attack;
  verdict: string;
  /** What the services saw, as text; empty if no byte reached them. */
  reached: string;
  /** How long it took. */
  seconds: number;
}

/** Whether an attack came to nothing but what was expected. */
export const withstood = ({ attack, verdict, reached }: Result): boolean =>
  verdict === attack.expected && reached === (attack.reaches ?? "");
