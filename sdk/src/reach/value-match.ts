import type { ValueMatch } from "../model/http-match.js";
import { fitsRegex } from "../model/regex.js";

/**
 * Whether a condition holds. `unclear` where two servers could read the request differently: an allow rule takes that
 * for no, a deny rule for yes, so that it never helps whoever sent it.
 */
export type Holds = "yes" | "no" | "unclear";

const yesOrNo = (holds: boolean): Holds => (holds ? "yes" : "no");

/** Whether a text as a whole is what a condition asks for. */
function isMeant({ exact, prefix, regex }: ValueMatch, text: string): boolean {
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return regex !== undefined && fitsRegex(regex, text);
}

/**
 * A condition on a header, by its values in the order in which they were sent. A comma may part two values, or stand
 * in one: then only an exact comparison with all of it is clear.
 */
export function headerHolds(match: ValueMatch, values: string[] = []): Holds {
  if (match.present !== undefined) return yesOrNo(match.present === values.length > 0);
  if (values.length === 0) return "no";
  const whole = values.join(",");
  if (!whole.includes(",") || match.exact === whole) return yesOrNo(isMeant(match, whole));
  return isMeant(match, whole) || readings(whole).some((part) => isMeant(match, part)) ? "unclear" : "no";
}

/** Every run of the parts between commas, with and without the space around it. */
function readings(whole: string): string[] {
  const parts = whole.split(",");
  const runs = parts.flatMap((_, from) =>
    parts.slice(from).map((__, length) => parts.slice(from, from + length + 1).join(",")),
  );
  return runs.flatMap((run) => [run, run.replace(/^[ \t]+/, ""), run.replace(/[ \t]+$/, ""), run.trim()]);
}

/**
 * A condition on a query parameter, by the query as it was sent, without the `?`. Clear is a parameter that is there
 * once, under its plain name, with a value of plain characters or plain escapes, in a query without `;`.
 */
export function queryHolds(match: ValueMatch, query: string): Holds {
  const pairs = query.split("&").map((pair) => /^([^=]*)(?:=([^]*))?$/.exec(pair) ?? []);
  const values = pairs.filter(([, name]) => name === match.name).map(([, , value = ""]) => value);
  const hides = query.includes(";") || pairs.some(([, name = ""]) => /[%+]/.test(name));
  if (match.present !== undefined) {
    if (values.length > 0) return yesOrNo(match.present);
    return hides ? "unclear" : yesOrNo(!match.present);
  }
  const [value] = values;
  if (hides || values.length > 1) return "unclear";
  if (value === undefined) return "no";
  return isPlain(value) ? yesOrNo(isMeant(match, decodeURIComponent(value))) : "unclear";
}

/** No `+`, which some read as a space, and no escape of what is not printable ASCII. */
const isPlain = (value: string): boolean => /^(?:[^%+]|%[2-7][0-9A-Fa-f])*$/.test(value);
