const encoder = new TextEncoder();

/** FNV-1a, 32 bits: small numbers that stay the same for the same text. Not for secrets. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
