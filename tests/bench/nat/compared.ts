import type { Aim, Figure } from "../bench.js";
import { few, many, type Sides } from "./sides.js";

/** What one look at each gateway gave, round by round. */
export type Samples = Record<keyof Sides, number[]>;

interface Compared {
  name: string;
  ours: keyof Sides;
  peer: keyof Sides;
}

/** Who is compared with whom; the last part of a figure's name. */
const comparisons: Compared[] = [
  { name: `${few} / plain`, ours: "few", peer: "plain" },
  { name: `${many} / plain`, ours: "many", peer: "plain" },
  { name: `${many} / ${few}`, ours: "many", peer: "few" },
  { name: `${many} / iptables`, ours: "many", peer: "linear" },
  { name: `${many} / iptables, known first`, ours: "many", peer: "passing" },
];

/** The figures of one quantity. Aims are by the name of a comparison. */
export const compared = (
  quantity: string,
  unit: string,
  samples: Samples,
  aims: { plain?: Aim; flat?: Aim } = {},
): Figure[] =>
  comparisons.map(({ name, ours, peer }) => {
    const aim = peer === "plain" ? aims.plain : peer === "few" ? aims.flat : undefined;
    return { name: `${quantity} ${name}`, unit, ours: samples[ours], peer: samples[peer], ...(aim && { aim }) };
  });

/** One number of samples that have several. */
export const numbersOf = <Sample>(
  samples: Record<keyof Sides, Sample[]>,
  number: (sample: Sample) => number,
): Samples => {
  const of = (side: keyof Sides): number[] => samples[side].map(number);
  return { plain: of("plain"), few: of("few"), many: of("many"), linear: of("linear"), passing: of("passing") };
};
