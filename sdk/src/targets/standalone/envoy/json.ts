/** A value of Envoy's configuration in its JSON form (proto3 JSON with field names as written). */
export type Json = string | number | boolean | Json[] | { [field: string]: Json };

/** A typed message: `@type` and its fields. */
export const typed = (type: string, fields: { [field: string]: Json } = {}): Json => ({
  "@type": `type.googleapis.com/${type}`,
  ...fields,
});

/** An extension point: the extension's name and its message. */
export const extension = (
  name: string,
  type: string,
  fields: { [field: string]: Json } = {},
): { [field: string]: Json } => ({
  name,
  typed_config: typed(type, fields),
});

/** Longer values are broken into lines, so that a preview shows what changes. */
const longestLine = 480;

/**
 * JSON as text: what is short on one line, what is long one part a line. Indenting every part would make three times
 * the text, and a ConfigMap holds 1 MiB.
 */
export function jsonText(value: Json, indent = ""): string {
  const line = JSON.stringify(value);
  if (typeof value !== "object" || line.length <= longestLine) return line;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => jsonText(item, inner))
    : Object.entries(value).map(([field, item]) => `${JSON.stringify(field)}: ${jsonText(item, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}
