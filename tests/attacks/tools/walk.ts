/** A record anywhere in a value. */
export type Fields = Record<string, unknown>;

/** Every record in a value, however deep. */
export function* records(value: unknown): Generator<Fields> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Fields;
  for (const part of Object.values(value)) yield* records(part);
}

export const isOfType =
  (type: string) =>
  ({ "@type": given }: Fields): boolean =>
    typeof given === "string" && given.endsWith(`.${type}`);
