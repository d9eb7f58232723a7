import { type Field, type Fields, fieldTable } from "./field-table.js";

/** An object as it would be sent. */
export interface Sent {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: unknown;
}

/** Whether an object is of a kind of Gloo Mesh. */
export const isGloo = ({ apiVersion }: Pick<Sent, "apiVersion">): boolean => apiVersion.includes(".gloo.solo.io/");

/** What of an object the table of fields does not know, or knows to be of another type. */
export function* structuralErrors({ apiVersion, kind, metadata, spec }: Sent): Iterable<string> {
  const field = fieldTable[`${apiVersion} ${kind}`];
  if (field === undefined) yield `no kind ${kind} in ${apiVersion}`;
  else yield* fieldErrors(field, spec, `${kind} ${metadata.name}: spec`);
}

function* fieldErrors(field: Field, value: unknown, at: string): Iterable<string> {
  if (typeof field === "string") {
    if (!isOfType(field, value)) yield `${at} is no ${field}`;
    return;
  }
  if ("enum" in field) {
    if (typeof value !== "string" || !field.enum.includes(value)) yield `${at} is none of ${field.enum.join(", ")}`;
    return;
  }
  if ("list" in field) {
    if (!Array.isArray(value)) yield `${at} is no list`;
    else for (const [index, item] of value.entries()) yield* fieldErrors(field.list, item, `${at}[${index}]`);
    return;
  }
  if (!isRecord(value)) {
    yield `${at} is no record`;
    return;
  }
  if ("map" in field) {
    for (const [key, item] of Object.entries(value)) yield* fieldErrors(field.map, item, `${at}.${key}`);
    return;
  }
  yield* recordErrors(field.fields, value, at);
  for (const name of field.required ?? []) if (!(name in value)) yield `${at}.${name} is missing`;
  for (const choices of field.oneOf ?? []) {
    const set = choices.filter((name) => name in value);
    // "" stands for none of them
    if (set.length > 1 || (set.length === 0 && !choices.includes("")))
      yield `${at} has not one of ${choices.join(", ")}`;
  }
}

function* recordErrors(fields: Fields, value: Record<string, unknown>, at: string): Iterable<string> {
  for (const [name, part] of Object.entries(value)) {
    const field = fields[name];
    if (field === undefined) yield `${at}.${name} is unknown`;
    else yield* fieldErrors(field, part, `${at}.${name}`);
  }
}

function isOfType(type: "string" | "number" | "boolean" | "duration" | "empty", value: unknown): boolean {
  switch (type) {
    case "number":
      return typeof value === "number" && value >= 0 && value < 2 ** 32;
    case "duration":
      return typeof value === "string" && /^\d+(?:\.\d{1,3})?s$/.test(value) && Number.parseFloat(value) >= 0.001;
    case "empty":
      return isRecord(value) && Object.keys(value).length === 0;
    default:
      return typeof value === type;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
