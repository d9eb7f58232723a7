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
