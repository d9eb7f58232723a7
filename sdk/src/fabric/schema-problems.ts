import type { z } from "zod";
import type { Problem } from "../model/problem.js";
import { propertyPath } from "./path.js";

type Issue = z.core.$ZodIssue;

/** What a schema found, as problems; `input` is what it looked at and `at` where that stands in the Fabric. */
export function* schemaProblems(issues: Issue[], input: unknown, at: PropertyKey[]): Iterable<Problem> {
  for (const issue of issues) {
    const path = propertyPath(...at, ...issue.path);
    const value = valueAt(input, issue.path);
    switch (issue.code) {
      case "unrecognized_keys":
        for (const key of issue.keys) {
          yield {
            code: "schema.unknown-field",
            path: propertyPath(...at, ...issue.path, key),
            message: `unknown field "${key}"`,
            hint: "remove it, or look for a slip of the pen",
          };
        }
        break;
      case "invalid_key":
        yield {
          code: "schema.name",
          path,
          message: `"${String(issue.path.at(-1))}": ${issue.issues[0]?.message ?? "not a valid name"}`,
        };
        break;
      case "invalid_type":
        yield {
          code: "schema.type",
          path,
          message:
            value === undefined
              ? `is missing; expected ${issue.expected}`
              : `${show(value)} is not ${article(issue.expected)}`,
        };
        break;
      case "invalid_value":
        yield {
          code: "schema.choice",
          path,
          message: `${show(value)} is none of ${issue.values.map(show).join(", ")}`,
        };
        break;
      case "too_big":
      case "too_small":
        yield { code: "schema.range", path, message: `${show(value)} is out of range: ${lowerFirst(issue.message)}` };
        break;
      default:
        yield {
          code: "schema.rule",
          path,
          message: isPlain(value) ? `${show(value)}: ${issue.message}` : issue.message,
        };
    }
  }
}

const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** A value as a person would write it, never a whole structure, never more than a line. */
const show = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  if (Array.isArray(value)) return "a list";
  return isPlain(value) ? String(value) : value === null ? "null" : `a ${typeof value}`;
};

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
