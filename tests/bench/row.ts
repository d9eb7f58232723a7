import type { Aim, Figure } from "./bench.js";
import { difference, median, paired, ratio, spread } from "./statistics.js";

/** One line of the result, as people and tools read it. */
export interface Row {
  name: string;
  /** The median of ours; null where it could not be measured. */
  ours: number | null;
  /** The median of the peer; null where there is none. */
  peer: number | null;
  /** The median of ours / peer, round by round. */
  ratio: number | null;
  unit: string;
  /** How many rounds. */
  n: number;
  /** The quartiles of the ratio, or of ours where there is no peer. */
  spread: [number, number] | null;
  /** `ratio >= 0.9`. */
  aim?: string;
  met?: boolean;
  /** Why a figure is null. */
  reason?: string;
}

/** The row of a figure. */
export function row(name: string, { unit, ours, peer, aim }: Figure): Row {
  const alone = typeof peer === "string";
  const ratios = alone ? [] : paired(ours, peer, ratio);
  const subject = {
    ours: median(ours),
    ratio: alone ? undefined : median(ratios),
    difference: alone ? undefined : median(paired(ours, peer, difference)),
  };
  return {
    name,
    ours: subject.ours,
    peer: alone ? null : median(peer),
    ratio: subject.ratio ?? null,
    unit,
    n: ours.length,
    spread: spread(alone ? ours : ratios),
    ...(aim !== undefined && verdict(aim, subject[aim.of])),
    ...(alone && { reason: peer }),
  };
}

/** The row of what could not be measured. */
export const missingRow = (name: string, reason: string): Row => ({
  name,
  ours: null,
  peer: null,
  ratio: null,
  unit: "",
  n: 0,
  spread: null,
  reason,
});

function verdict({ of, atLeast = -Infinity, atMost = Infinity }: Aim, value: number | undefined): Partial<Row> {
  const aim = atMost < Infinity ? `${of} <= ${atMost}` : `${of} >= ${atLeast}`;
  return value === undefined ? { aim } : { aim, met: value >= atLeast && value <= atMost };
}
