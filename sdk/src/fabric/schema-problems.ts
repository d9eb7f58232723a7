import type { z } from "zod";
import type { Problem } from "../model/problem.js";
import { suggestName } from "./nearest.js";
import { propertyPath, quoted } from "./path.js";

type Issue = z.core.$ZodIssue;

/**
 * What a schema found, as problems; `input` is what it looked at and `at` where that stands in the Fabric. A schema's
 * message is the rule, then after the last `; ` the way out.
 */
export function* schemaProblems(issues: Issue[], input: unknown, at: PropertyKey[]): Iterable<Problem> {
  for (const issue of issues) {
    const path = propertyPath(...at, ...issue.path);
    const value = valueAt(input, issue.path);
    const { rule, hint } = ruleAndHint(issue.message);
    const isMissing = value === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value");
    if (isMissing) {
      yield {
        code: "schema.missing",
        path,
        message: `${fieldName(issue.path.at(-1))} is missing`,
        hint: `add it: ${issue.code === "invalid_value" ? `one of ${choices(issue.values).join(", ")}` : noun(issue.expected)}`,
      };
      continue;
    }
    switch (issue.code) {
      case "unrecognized_keys":
        for (const key of issue.keys) {
          yield {
            code: "schema.unknown-field",
            path: propertyPath(...at, ...issue.path, key),
            message: `there is no field ${show(key)}`,
            hint: suggestName(key, rule.split(", "), "remove it"),
          };
        }
        break;
      case "invalid_key": {
        const name = ruleAndHint(issue.issues[0]?.message ?? "not a valid name");
        yield {
          code: "schema.name",
          path,
          message: misfit(String(issue.path.at(-1)), name.rule),
          hint: name.hint,
        };
        break;
      }
      case "invalid_type":
        yield {
          code: "schema.type",
          path,
          message: `${show(value)} is not ${noun(issue.expected)}`,
          hint: `write ${noun(issue.expected)}`,
        };
        break;
      case "invalid_value":
        yield {
          code: "schema.choice",
          path,
          message: `${show(value)} is none of ${issue.values.map(show).join(", ")}`,
          hint: typeof value === "string" ? suggestName(value, choices(issue.values)) : "write one of them",
        };
        break;
      case "too_big":
      case "too_small":
        yield { code: "schema.range", path, message: misfit(value, rule), hint };
        break;
      default:
        yield { code: "schema.rule", path, message: misfit(value, rule), hint };
    }
  }
}

/** Words for what zod finds by itself, for `safeParse`; a schema's own message comes first. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "unrecognized_keys":
      return Object.keys((issue.inst as z.core.$ZodObject | undefined)?._zod.def.shape ?? {}).join(", ");
    case "too_small":
      return `must ${amount("at least", issue.minimum, issue.origin)}; write more`;
    case "too_big":
      return `must ${amount("at most", issue.maximum, issue.origin)}; write less`;
    default:
      return undefined;
  }
};

const amount = (bound: string, limit: number | bigint, origin: string): string => {
  const unit = { string: "character", array: "entry", record: "entry" }[origin];
  if (unit === undefined) return `be ${bound} ${limit}`;
  return `have ${bound} ${limit} ${Number(limit) === 1 ? unit : unit.replace(/y$/, "ie").concat("s")}`;
};

function ruleAndHint(message: string): { rule: string; hint: string } {
  const end = message.lastIndexOf("; ");
  return end === -1
    ? { rule: message, hint: "write it so that it fits" }
    : { rule: message.slice(0, end), hint: message.slice(end + 2) };
}

const fieldName = (key: PropertyKey | undefined): string =>
  key === undefined ? "the Fabric" : typeof key === "number" ? `entry ${key}` : propertyPath(key);

const misfit = (value: unknown, rule: string): string =>
  isPlain(value) ? `${show(value)} does not fit: ${rule}` : rule;

const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** A value as a person would write it; never a structure, nor what has lines, which may be a key. */
const show = (value: unknown): string => {
  if (typeof value === "string") {
    const lines = value.trimEnd().split("\n").length;
    if (lines > 1) return `a text of ${lines} lines`;
    return quoted(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  }
  if (Array.isArray(value)) return "a list";
  if (isPlain(value) || value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
};

/** What a schema expects, in words. */
const noun = (expected: string): string =>
  ({ string: "a text", array: "a list", int: "a whole number", boolean: "true or false" })[expected] ??
  (expected === "object" || expected === "record" ? "an object" : `a ${expected}`);

const choices = (values: readonly unknown[]): string[] => values.map(String);
