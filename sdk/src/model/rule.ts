/**
 * For a rule that asks which fields are there, not what they hold: it runs even where one of them does not fit, so
 * that its problem comes together with theirs. zod would skip it otherwise.
 */
export const evenIfWrong = {
  when: ({ value }: { value: unknown }): boolean => typeof value === "object" && value !== null,
};
