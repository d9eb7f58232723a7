/** A condition in CEL over Envoy's attributes of a request. */
export type Cel = string;

/** The longest expression that a rule of Envoy Gateway takes, in characters. */
export const longestExpression = 4096;

/** A text as CEL writes it. */
export const text = (value: string): Cel => `'${value.replace(/['\\]/g, "\\$&")}'`;

export const allOf = (conditions: Cel[]): Cel => joined(conditions, "&&", "true");
export const anyOf = (conditions: Cel[]): Cel => joined(conditions, "||", "false");

function joined(conditions: Cel[], operator: string, none: Cel): Cel {
  const [first = none, ...others] = conditions;
  return others.length === 0 ? first : `(${conditions.join(` ${operator} `)})`;
}

/** The first name in the caller's certificate. */
export const callerName: Cel = "connection.uri_san_peer_certificate";
export const method: Cel = "request.method";
/** Normalised, without the query. */
export const path: Cel = "request.url_path";
export const header = (name: string): Cel => `request.headers[${text(name.toLowerCase())}]`;

export const hasHeader = (name: string): Cel => `${text(name.toLowerCase())} in request.headers`;
export const isExactly = (input: Cel, value: string): Cel => `${input} == ${text(value)}`;
export const isOneOf = (input: Cel, values: string[]): Cel =>
  values.length === 1 ? isExactly(input, values[0] ?? "") : `${input} in [${values.map(text).join(", ")}]`;
export const beginsWith = (input: Cel, prefix: string): Cel => `${input}.startsWith(${text(prefix)})`;
export const contains = (input: Cel, part: string): Cel => `${input}.contains(${text(part)})`;

/**
 * By RE2, which looks for a part. Envoy takes programs of 100 steps at most, and one that is longer fits nothing, so
 * that none may come from a declaration.
 */
export const finds = (input: Cel, regex: string): Cel => `${input}.matches(${text(regex)})`;
