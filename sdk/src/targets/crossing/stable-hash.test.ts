import { expect, it } from "@jest/globals";
import { stableHash } from "./stable-hash.js";

it.each([
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["foobar", 0xbf9cf968],
])("hashes %j as FNV-1a is published", (text, hash) => {
  expect(stableHash(text)).toBe(hash);
});

it.each(["é", "a\u0080", "web-日本", "🙂 and more", "\ud800"])("hashes %j by its bytes in UTF-8", (text) => {
  const bytes = [...Buffer.from(text, "utf8")];
  expect(stableHash(text)).toBe(bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0);
});
