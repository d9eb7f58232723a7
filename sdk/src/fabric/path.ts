/** `["from", 0, "mesh"]` as Pulumi writes a property path: `from[0].mesh`. */
export function propertyPath(...parts: PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === "number") return `${path}[${part}]`;
    const name = String(part);
    if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${quoted(name)}]`;
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

/** A text in quotes, on one line, and without characters that a terminal would obey or not show. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
