import type { Progress, TestCluster } from "../cluster/index.js";

/** What is measured together: one scene, and the figures that come of it. */
export interface Case {
  /** Segments from general to special: `envoy/http1/100`. A word on the command line picks by whole segments. */
  name: string;
  measure: (bench: Bench) => Promise<Figure[]>;
}

/** What a case may use. All of it goes away when the run ends. */
export interface Bench {
  progress: Progress;
  /** A test cluster, started when it is first asked for. */
  cluster: () => Promise<TestCluster>;
  /** A directory of this run alone. */
  scratch: string;
}

/** One figure of a case: a sample a round of ours, and of what it is compared with. */
export interface Figure {
  /** `requests`, `p99`. */
  name: string;
  unit: string;
  ours: number[];
  /** As many samples as ours; or, in words, why there are none. */
  peer: number[] | string;
  aim?: Aim;
}

/** What we would like to see. A missed aim is shown and fails nothing. */
export interface Aim {
  of: "ratio" | "difference" | "ours";
  atLeast?: number;
  atMost?: number;
}

/** Raised where a case cannot run, with what to do about it. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";

  constructor(reason: string, nextStep: string) {
    super(`${reason}; ${nextStep}`);
  }
}

/** Measures both sides round by round, and in every second round the other side first. */
export async function rounds<Sample>(
  { progress }: Bench,
  { name, count }: { name: string; count: number },
  sides: { ours: () => Promise<Sample>; peer?: (() => Promise<Sample>) | undefined },
): Promise<{ ours: Sample[]; peer: Sample[] }> {
  const samples = { ours: [] as Sample[], peer: [] as Sample[] };
  for (let round = 1; round <= count; round += 1) {
    progress({ step: `${name}: round ${round} of ${count}`, state: "start" });
    for (const side of round % 2 === 1 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      const sample = await sides[side]?.();
      if (sample !== undefined) samples[side].push(sample);
    }
  }
  return samples;
}

/** The figures of samples that have several; `missing` says why the peer has none. */
export const figures = <Name extends string>(
  { ours, peer }: { ours: Record<Name, number>[]; peer: Record<Name, number>[] },
  wanted: Record<Name, { unit: string; aim?: Aim | undefined }>,
  missing?: string,
): Figure[] =>
  (Object.keys(wanted) as Name[]).map((name) => {
    const { unit, aim } = wanted[name];
    const of = (samples: Record<Name, number>[]): number[] => samples.map((sample) => sample[name]);
    return { name, unit, ours: of(ours), peer: missing ?? of(peer), ...(aim !== undefined && { aim }) };
  });
