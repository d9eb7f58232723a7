import type { Bench } from "./bench.js";

/** The sides of a round: every round begins with the next, so that none always follows the same. */
export const turn = <Side>(sides: readonly Side[], round: number): Side[] => {
  const first = round % Math.max(sides.length, 1);
  return [...sides.slice(first), ...sides.slice(0, first)];
};

/** Measures several sides round by round, one right after the other. */
export async function turns<Side extends string, Sample>(
  { progress }: Bench,
  { name, count }: { name: string; count: number },
  sides: Record<Side, () => Promise<Sample>>,
): Promise<Record<Side, Sample[]>> {
  const names = Object.keys(sides) as Side[];
  const samples = Object.fromEntries(names.map((side) => [side, [] as Sample[]])) as Record<Side, Sample[]>;
  for (let round = 0; round < count; round += 1) {
    progress({ step: `${name}: round ${round + 1} of ${count}`, state: "start" });
    for (const side of turn(names, round)) samples[side].push(await sides[side]());
  }
  return samples;
}
