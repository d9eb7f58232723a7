/** Choices read from a list of numbers, so that fast-check can shrink them: zero is the first, which is the plainest. */
export class Draw {
  #next = 0;

  constructor(readonly numbers: number[]) {}

  below(count: number): number {
    const number = this.numbers[this.#next] ?? 0;
    this.#next += 1;
    return Math.floor((number * count) / 2 ** 16);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True in so many of a hundred. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  of<T>(choices: T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }

  weighted<T>(...choices: [number, T][]): T {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    throw new Error("nothing to choose from");
  }

  shuffled<T>(choices: T[]): T[] {
    const left = [...choices];
    return choices.flatMap(() => left.splice(this.below(left.length), 1));
  }
}
