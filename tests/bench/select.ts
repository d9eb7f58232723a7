/**
 * The cases that words pick: `envoy` takes `envoy/http1/100`, and so do `envoy/http1` and `100`. No words take all.
 *
 * @throws Error for a word that picks nothing, with what there is.
 */
export function select<C extends { name: string }>(cases: readonly C[], words: readonly string[]): C[] {
  const picks = (word: string, { name }: C): boolean => `/${name}/`.includes(`/${word}/`);
  const idle = words.find((word) => !cases.some((candidate) => picks(word, candidate)));
  if (idle !== undefined) {
    throw new Error(`nothing is called "${idle}"; there is\n${cases.map(({ name }) => `  ${name}`).join("\n")}`);
  }
  return cases.filter((candidate) => words.length === 0 || words.some((word) => picks(word, candidate)));
}
