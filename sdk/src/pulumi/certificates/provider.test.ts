import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import { handshake } from "../../trust/testing/handshake.js";
import { X509Crl } from "../../trust/x509.js";
import type { Properties } from "./handler.js";
import { provider } from "./provider.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const HOUR = 3_600_000;
const trustDomain = "payments.acme.internal";
const spiffeId = `spiffe://${trustDomain}/ns/isthmus-payments/sa/edge`;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
});
afterEach(() => {
  jest.useRealTimers();
});

const rootInputs = (): Properties => ({ kind: "root", trustDomain });
const issuerInputs = (root: Properties): Properties => ({
  kind: "issuer",
  trustDomain,
  rootCertificate: root["certificate"],
  rootKey: root["privateKey"],
});
const leafInputs = (issuer: Properties): Properties => ({
  kind: "leaf",
  spiffeId,
  dnsNames: ["payments.mesh"],
  issuerCertificate: issuer["certificate"],
  issuerKey: issuer["privateKey"],
});
const crlInputs = (issuer: Properties, revoked: string[] = []): Properties => ({
  kind: "crl",
  trustDomain,
  authorityCertificate: issuer["certificate"],
  authorityKey: issuer["privateKey"],
  revoked,
});
const create = async (inputs: Properties): Promise<Properties> => (await provider.create(inputs)).outs;

async function mesh() {
  const root = await create(rootInputs());
  const issuer = await create(issuerInputs(root));
  const leaf = await create(leafInputs(issuer));
  return { root, issuer, leaf };
}
const text = (properties: Properties, name: string): string => String(properties[name]);
const subject = (outs: Properties): string => new X509Certificate(text(outs, "certificate")).subject;

describe("create", () => {
  test("makes a root, an issuer and a leaf that TLS trusts", async () => {
    const { root, leaf } = await mesh();
    jest.useRealTimers();
    const shown = { chain: text(leaf, "certificate"), key: text(leaf, "privateKey") };
    expect(await handshake(shown, [text(root, "certificate")])).toBe("trusted");
  });

  test("names what it made by the identity, so that a preview may know it", async () => {
    const { root, issuer } = await mesh();
    expect((await provider.create(rootInputs())).id).toBe(`spiffe://${trustDomain}`);
    expect((await provider.create(issuerInputs(root))).id).toBe(`spiffe://${trustDomain}#issuer`);
    expect((await provider.create(leafInputs(issuer))).id).toBe(spiffeId);
    expect((await provider.create(crlInputs(issuer))).id).toBe(`spiffe://${trustDomain}#crl`);
  });

  test("keeps the inputs beside the result, but not the key that signed", async () => {
    const { root, issuer, leaf } = await mesh();
    expect(leaf).toMatchObject({ kind: "leaf", spiffeId, dnsNames: ["payments.mesh"] });
    expect(leaf).not.toHaveProperty("issuerKey");
    expect(issuer).not.toHaveProperty("rootKey");
    expect(JSON.stringify({ ...issuer, privateKey: "" })).not.toContain(text(root, "privateKey").slice(40, 80));
  });

  test("gives a leaf the hours asked for, and a day without", async () => {
    const { issuer } = await mesh();
    const life = ({ notBefore, notAfter }: Properties): number =>
      Math.round((Date.parse(String(notAfter)) - Date.parse(String(notBefore))) / HOUR);
    expect(life(await create(leafInputs(issuer)))).toBe(24);
    expect(life(await create({ ...leafInputs(issuer), hours: 2 }))).toBe(2);
  });

  test("refuses an issuer of another trust domain, and shows no key", async () => {
    const { issuer } = await mesh();
    const foreign = { ...leafInputs(issuer), spiffeId: "spiffe://shop.acme.internal/ns/a/sa/b" };
    await expect(provider.create(foreign)).rejects.toThrow(/is of the trust domain payments\.acme\.internal, not shop/);
  });

  test("refuses a key of another issuer, and shows none", async () => {
    const [ours, theirs] = [await mesh(), await mesh()];
    const mixed = { ...leafInputs(ours.issuer), issuerKey: theirs.issuer["privateKey"] };
    const error = await provider.create(mixed).catch((reason: unknown) => reason);
    expect(String(error)).toContain("does not belong to its certificate");
    expect(String(error)).not.toContain("PRIVATE");
  });
});

describe("a revocation list", () => {
  test("makes TLS refuse the leaf whose serial it names, and no other", async () => {
    const { root, issuer, leaf } = await mesh();
    const other = await create(leafInputs(issuer));
    const crls = [await create(crlInputs(root)), await create(crlInputs(issuer, [text(leaf, "serial")]))];
    jest.useRealTimers();
    const judge = ({ certificate, privateKey }: Properties) =>
      handshake(
        { chain: String(certificate), key: String(privateKey) },
        [text(root, "certificate")],
        crls.map(({ crl }) => String(crl)),
      );
    expect(await judge(leaf)).toBe("certificate revoked");
    expect(await judge(other)).toBe("trusted");
  });

  test("keeps no key beside it", async () => {
    const { issuer } = await mesh();
    const list = await create(crlInputs(issuer));
    expect(JSON.stringify(list)).not.toContain("PRIVATE KEY");
  });

  test("is made anew in place for another serial, for another authority, and after 60 days", async () => {
    const { issuer } = await mesh();
    const list = await create(crlInputs(issuer, ["0a"]));
    const diff = (more: Properties = {}) => provider.diff("", list, { ...crlInputs(issuer, ["0a"]), ...more });
    expect(await diff()).toMatchObject({ changes: false });
    expect(await diff({ revoked: ["0a", "0b"] })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ authorityCertificate: "another" })).toMatchObject({ changes: true, replaces: [] });
    jest.advanceTimersByTime(59.9 * 24 * HOUR);
    expect(await diff()).toMatchObject({ changes: false });
    jest.advanceTimersByTime(0.2 * 24 * HOUR);
    expect(await diff()).toMatchObject({ changes: true, replaces: [] });
  });

  test("keeps the dates of what its predecessor revoked", async () => {
    const { issuer } = await mesh();
    const list = await create(crlInputs(issuer, ["0a"]));
    jest.advanceTimersByTime(24 * HOUR);
    const { outs } = await provider.update("", list, crlInputs(issuer, ["0a", "0b"]));
    const dates = new X509Crl(text(outs, "crl")).entries.map(({ revocationDate }) => revocationDate.getTime());
    expect(Math.round(((dates[1] ?? 0) - (dates[0] ?? 0)) / HOUR)).toBe(24);
  });
});

describe("diff", () => {
  test("finds nothing while nothing changes and no renewal is due", async () => {
    const { root, issuer, leaf } = await mesh();
    const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };
    expect(await provider.diff("", root, rootInputs())).toEqual(unchanged);
    expect(await provider.diff("", issuer, issuerInputs(root))).toEqual(unchanged);
    expect(await provider.diff("", leaf, leafInputs(issuer))).toEqual(unchanged);
  });

  test("ignores how the provider itself is reached", async () => {
    const { root } = await mesh();
    expect(await provider.diff("", root, { ...rootInputs(), __provider: "exports" })).toMatchObject({ changes: false });
  });

  test("renews a leaf in place after two thirds of its life", async () => {
    const { issuer, leaf } = await mesh();
    const diff = () => provider.diff("", leaf, leafInputs(issuer));
    jest.advanceTimersByTime(15.9 * HOUR);
    expect(await diff()).toMatchObject({ changes: false });
    jest.advanceTimersByTime(0.2 * HOUR);
    expect(await diff()).toMatchObject({ changes: true, replaces: [] });
  });

  test.each([
    ["dnsNames", ["other.mesh"]],
    ["dnsNames", undefined],
    ["hours", 48],
    ["issuerCertificate", UNKNOWN],
  ])("updates a leaf in place when %s becomes %j", async (name, value) => {
    const { issuer, leaf } = await mesh();
    const diff = await provider.diff("", leaf, { ...leafInputs(issuer), [name]: value });
    expect(diff).toMatchObject({ changes: true, replaces: [] });
  });

  test("updates an issuer when its root changes", async () => {
    const { root, issuer } = await mesh();
    const diff = await provider.diff("", issuer, { ...issuerInputs(root), rootCertificate: "another" });
    expect(diff).toMatchObject({ changes: true, replaces: [] });
  });

  test("replaces what gets another identity", async () => {
    const { root, issuer, leaf } = await mesh();
    const moved = { trustDomain: "shop.acme.internal", spiffeId: "spiffe://shop.acme.internal/ns/a/sa/b" };
    expect(await provider.diff("", root, { ...rootInputs(), ...moved })).toMatchObject({ replaces: ["trustDomain"] });
    expect(await provider.diff("", issuer, { ...issuerInputs(root), ...moved })).toMatchObject({
      replaces: ["trustDomain"],
    });
    expect(await provider.diff("", leaf, { ...leafInputs(issuer), ...moved })).toMatchObject({
      replaces: ["spiffeId"],
    });
  });

  test("issues again where the state holds no dates", async () => {
    expect(await provider.diff("", rootInputs(), rootInputs())).toMatchObject({ changes: true, replaces: [] });
  });
});

describe("update", () => {
  test("gives a leaf a new key and certificate", async () => {
    const { issuer, leaf } = await mesh();
    const { outs } = await provider.update(spiffeId, leaf, leafInputs(issuer));
    for (const name of ["certificate", "privateKey", "serial"]) expect(outs[name]).not.toEqual(leaf[name]);
    expect(subject(outs)).toBe(subject(leaf));
    expect(await provider.diff("", outs, leafInputs(issuer))).toMatchObject({ changes: false });
  });

  test("renews a root with its key, so that bundles on both sides of the renewal work", async () => {
    const { root, leaf } = await mesh();
    const { outs } = await provider.update("", root, rootInputs());
    expect(outs["privateKey"]).toBe(root["privateKey"]);
    expect(outs["serial"]).not.toBe(root["serial"]);
    jest.useRealTimers();
    const shown = { chain: text(leaf, "certificate"), key: text(leaf, "privateKey") };
    expect(await handshake(shown, [text(outs, "certificate")])).toBe("trusted");
  });

  test("renews an issuer with its key, so that leaves of before verify under it; one that is replaced has a new key", async () => {
    const { root, issuer, leaf } = await mesh();
    const { outs } = await provider.update("", issuer, issuerInputs(root));
    expect(outs["privateKey"]).toBe(issuer["privateKey"]);
    expect(outs["certificate"]).not.toBe(issuer["certificate"]);
    expect((await create(issuerInputs(root)))["privateKey"]).not.toBe(issuer["privateKey"]);
    jest.useRealTimers();
    const [own = ""] = text(leaf, "certificate").split(/(?<=-----END CERTIFICATE-----\n)/);
    const shown = { chain: own + text(outs, "certificate"), key: text(leaf, "privateKey") };
    expect(await handshake(shown, [text(root, "certificate")])).toBe("trusted");
  });
});

describe("check", () => {
  const failures = async (inputs: Properties) => (await provider.check({}, inputs)).failures;

  test("passes good inputs on as they are", async () => {
    const { root, issuer } = await mesh();
    for (const inputs of [rootInputs(), issuerInputs(root), leafInputs(issuer)]) {
      expect(await provider.check({}, inputs)).toEqual({ inputs, failures: [] });
    }
  });

  test("tells everything that is wrong at once", async () => {
    const inputs = { kind: "leaf", spiffeId: "payments", dnsNames: ["UP"], hours: 0, issuerCertificate: "x" };
    expect((await failures(inputs))?.map(({ reason }) => reason.split(":")[0])).toEqual([
      "spiffeId",
      "dnsNames.0",
      "hours",
      "issuerCertificate",
      "issuerKey",
    ]);
  });

  test("never quotes a key, nor lets Pulumi quote it by naming its property", async () => {
    const wrong = await failures({ ...issuerInputs({}), rootCertificate: "hunter2", rootKey: "hunter2" });
    expect(wrong).toEqual([
      { property: "", reason: "rootCertificate: must be PEM, -----BEGIN CERTIFICATE-----" },
      { property: "", reason: "rootKey: must be PEM, -----BEGIN PRIVATE KEY-----" },
    ]);
  });

  test("waits for what a preview does not know", async () => {
    const unknown = { issuerCertificate: UNKNOWN, issuerKey: UNKNOWN, dnsNames: ["a.b", UNKNOWN] };
    expect(await failures({ kind: "leaf", spiffeId, ...unknown })).toEqual([]);
  });

  test.each(["", "Acme", "acme/ns", "acme:80"])("refuses the trust domain %j", async (refused) => {
    expect(await failures({ kind: "root", trustDomain: refused })).not.toEqual([]);
  });
});

test("another kind is refused by name", async () => {
  await expect(provider.create({ kind: "constructor" })).rejects.toThrow(
    'kind is "constructor", not root, issuer, leaf or',
  );
});

test("a delete forgets, since nothing exists outside the state", async () => {
  await expect(provider.delete()).resolves.toBeUndefined();
});
