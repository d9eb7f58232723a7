import { expect, it } from "@jest/globals";
import { Redactor } from "./redact.js";
import { Secret } from "./value.js";

const redactor = (...secrets: string[]): Redactor => {
  const redactor = new Redactor();
  redactor.learn({ nested: [new Secret({ secrets })] });
  return redactor;
};

it("a secret is blanked as it is, in JSON and in base64", () => {
  const secret = 'top "secret"\nvalue';
  const known = redactor(secret);
  for (const form of [secret, JSON.stringify(secret), Buffer.from(secret).toString("base64")]) {
    expect(known.redact(`it is ${form}!`)).toMatch(/^it is "?\[secret\]"?!$/);
  }
});

it("what a Secret holds in base64 is blanked in clear", () => {
  expect(redactor(Buffer.from("hunter22").toString("base64")).redact("got hunter22")).toBe("got [secret]");
});

it("a quoted line of a key is blanked, the armour around it is not", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ\n-----END PRIVATE KEY-----\n";
  const said = redactor(pem).redact("-----BEGIN PRIVATE KEY----- then MC4CAQAwBQYDK2VwBCIEIJ");
  expect(said).toBe("-----BEGIN PRIVATE KEY----- then [secret]");
});

it("what is public, and what is too short to look for, stays", () => {
  const known = redactor("abc");
  known.learn("public-value");
  expect(known.redact("abc public-value")).toBe("abc public-value");
});
