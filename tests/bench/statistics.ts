/** The middle value; of an even number, the mean of the two in the middle. NaN of none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which a part of all lies, between 0 and 1, by linear interpolation. NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [low = NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/** The quartiles: half of all values lie between them. */
export const spread = (values: readonly number[]): [number, number] => [quantile(values, 0.25), quantile(values, 0.75)];

/**
 * What each round says of two sides that were measured one right after the other, so that whatever else the machine
 * did in that round weighs on both.
 *
 * @throws RangeError where a round lacks a side.
 */
export function paired(
  ours: readonly number[],
  peer: readonly number[],
  compare: (ours: number, peer: number) => number,
): number[] {
  if (ours.length !== peer.length) throw new RangeError(`${ours.length} samples against ${peer.length} are no pairs`);
  return ours.map((value, round) => compare(value, peer[round] ?? NaN));
}

export const ratio = (ours: number, peer: number): number => ours / peer;
export const difference = (ours: number, peer: number): number => ours - peer;
