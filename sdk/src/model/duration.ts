import { z } from "zod";

/** Seconds above zero, such as `10s` or `0.5s`. */
export const durationSchema = z
  .string()
  .regex(/^(?!0+(?:\.0+)?s$)\d{1,6}(?:\.\d{1,3})?s$/, "must be seconds above zero; write them as 10s or 0.5s");

/** The seconds of a duration that the schema took. */
export const parseDuration = (duration: string): number => Number(duration.slice(0, -1));
