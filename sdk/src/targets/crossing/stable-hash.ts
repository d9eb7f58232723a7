const encoder = new TextEncoder();

/** FNV-1a of the text in UTF-8, 32 bits: small numbers that stay the same for the same text. Not for secrets. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return encoder.encode(text).reduce(withByte, 0x811c9dc5) >>> 0;
    hash = withByte(hash, code);
  }
  return hash >>> 0;
}

const withByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);
