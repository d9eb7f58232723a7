import { expect, test } from "@jest/globals";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { privateKeyPem, readKeyPair } from "./key.js";
import { newKey } from "./testing/authorities.js";

test("a key is PKCS#8 PEM on P-256, and is read back", async () => {
  const pem = await privateKeyPem(await newKey());
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n$/);
  expect(createPrivateKey(pem).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  expect(await privateKeyPem(await readKeyPair(pem))).toBe(pem);
});

test("what is read has both halves of one key", async () => {
  const { privateKey, publicKey } = await readKeyPair(await privateKeyPem(await newKey()));
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, privateKey, new Uint8Array([1]));
  expect(await crypto.subtle.verify(algorithm, publicKey, signature, new Uint8Array([1]))).toBe(true);
});

test.each([
  ["an RSA key", { type: "rsa", options: { modulusLength: 2048 } }],
  ["a key on another curve", { type: "ec", options: { namedCurve: "secp384r1" } }],
])("%s is refused, and not shown", async (_, { type, options }) => {
  const generate = generateKeyPairSync as (type: string, options: object) => ReturnType<typeof generateKeyPairSync>;
  const pem = generate(type, options).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await expect(readKeyPair(pem)).rejects.toThrow(/^the private key is not a PKCS#8 PEM key on the curve P-256$/);
});

test("text that is no key is refused, and not shown", async () => {
  await expect(readKeyPair("hunter2")).rejects.toThrow(/^the private key is not a PKCS#8 PEM key on the curve P-256$/);
});
