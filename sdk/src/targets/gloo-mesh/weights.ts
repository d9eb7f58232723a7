/** What the weights of a RouteTable's destinations add up to. */
export const hundred = 100;

const sumOf = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Whether weights are whole shares of a hundred. */
export function areWhole(weights: number[]): boolean {
  const sum = sumOf(weights);
  return weights.every((weight) => (weight * hundred) % sum === 0);
}

/**
 * Weights as whole shares that add up to 100: each is rounded down, and what is left goes to the largest remainders, the
 * first of equal ones. A share may become 0, which the checks refuse.
 */
export function hundredths(weights: number[]): number[] {
  const sum = sumOf(weights);
  const shares = weights.map((weight) => (weight / sum) * hundred);
  const whole = shares.map(Math.floor);
  const left = hundred - sumOf(whole);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, Math.max(0, left))
    .map(({ index }) => index);
  return whole.map((share, index) => (byRemainder.includes(index) ? share + 1 : share));
}
