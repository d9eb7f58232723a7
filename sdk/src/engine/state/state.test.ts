import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readFileSync, statSync } from "node:fs";
import { hasSecret, revealed, Secret } from "../value.js";
import { cipherFromSalt, newCipher } from "./cipher.js";
import { memoryState, openState, statePath } from "./file.js";
import { integrityErrors } from "./integrity.js";
import { passphraseFile, readPassphrase } from "./passphrase.js";
import type { ResourceState } from "./resource.js";
import { Snapshot } from "./snapshot.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";

const passphrase = { phrase: "correct horse", source: "a test", created: false };
const urn = (name: string) => `urn:pulumi:dev::shop::a:b:C::${name}`;
const resource = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: urn(name),
  type: "a:b:C",
  custom: true,
  id: name,
  inputs: {},
  outputs: {},
  dependencies: [],
  propertyDependencies: {},
  ...more,
});

describe("a cipher", () => {
  it("has Pulumi's form, and opens what it sealed", async () => {
    const cipher = await newCipher(passphrase);
    expect(cipher.salt).toMatch(/^v1:[A-Za-z0-9+/=]{12}:v1:[A-Za-z0-9+/=]{16}:[A-Za-z0-9+/=]{32}$/);
    const again = await cipherFromSalt(cipher.salt, passphrase, "a file");
    expect(again.decrypt(cipher.encrypt("päss"))).toBe("päss");
  });

  it("takes a salt that Pulumi itself has written", async () => {
    // pulumi/pulumi, pkg/secrets/passphrase/manager_test.go; the phrase is "password"
    const salt = "v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==";
    const cipher = await cipherFromSalt(salt, { ...passphrase, phrase: "password" }, "a file");
    expect(cipher.salt).toBe(salt);
  });

  it("refuses another passphrase, without showing it", async () => {
    const { salt } = await newCipher(passphrase);
    const wrong = { ...passphrase, phrase: "wrong-phrase" };
    const error = await cipherFromSalt(salt, wrong, "dev.json").catch((reason: Error) => reason.message);
    expect(error).toContain("the passphrase from a test does not open the secrets");
    expect(error).not.toContain("wrong-phrase");
  });
});

describe("a passphrase", () => {
  it("comes from Pulumi's variable, else is generated once, for the user alone", () => {
    const env = { XDG_CONFIG_HOME: temporaryDirectory() };
    expect(readPassphrase({ ...env, PULUMI_CONFIG_PASSPHRASE: "given" }).phrase).toBe("given");
    const first = readPassphrase(env);
    expect(first).toMatchObject({ created: true, source: passphraseFile(env) });
    expect(readPassphrase(env)).toEqual({ ...first, created: false });
    expect(statSync(passphraseFile(env)).mode & 0o777).toBe(0o600);
  });
});

describe("a state file", () => {
  it("gives back what was written, sealed for the user alone", async () => {
    const root = temporaryDirectory();
    const file = await openState(root, "dev", () => passphrase);
    file.write([resource("a", { outputs: { key: new Secret({ pem: "in-clear" }), open: 1 }, protect: true })]);
    const path = statePath(root, "dev");
    expect(readFileSync(path, "utf8")).not.toContain("in-clear");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const [read] = (await openState(root, "dev", () => passphrase)).resources;
    expect(read).toMatchObject({ urn: urn("a"), protect: true });
    expect(hasSecret(read?.outputs ?? {})).toBe(true);
    expect(revealed(read?.outputs ?? {})).toEqual({ key: { pem: "in-clear" }, open: 1 });
  });

  it("keeps the ciphertext of a secret that has not changed", async () => {
    const root = temporaryDirectory();
    (await openState(root, "dev", () => passphrase)).write([resource("a", { outputs: { key: new Secret("x") } })]);
    const sealed = () => /"ciphertext":"[^"]*"/.exec(readFileSync(statePath(root, "dev"), "utf8"))?.[0];
    const before = sealed();
    const file = await openState(root, "dev", () => passphrase);
    file.write(file.resources);
    expect(sealed()).toBe(before);
  });
});

describe("a snapshot", () => {
  /** A stack before, the part of it that a run reached in some order, and what it deleted. */
  const runs = fc
    .tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.nat()),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    )
    .map(([size, random, reached]) => {
      const next = (): number => random.next().value as number;
      const olds = Array.from({ length: size }, (_, i) =>
        resource(String(i), {
          dependencies: i === 0 ? [] : [urn(String(next() % i))],
          ...(i > 1 ? { parent: urn("0") } : {}),
        }),
      );
      return {
        olds,
        news: olds.filter((_, i) => reached[i]),
        deleted: olds.filter((_, i) => !reached[i] && next() % 2 === 0),
      };
    });

  it("is sound at every moment of a run, as Pulumi demands", () => {
    fc.assert(
      fc.property(runs, ({ olds, news, deleted }) => {
        const snapshot = new Snapshot(memoryState(olds));
        const sound = () => expect([...integrityErrors(snapshot.resources())]).toEqual([]);
        for (const each of news) {
          snapshot.put({ ...each, inputs: { seen: true } });
          sound();
        }
        for (const each of deleted.reverse()) {
          snapshot.remove(each);
          sound();
        }
        expect(snapshot.leftovers().map((each) => each.urn)).toEqual(
          olds.filter((old) => !news.includes(old) && !deleted.includes(old)).map((old) => old.urn),
        );
      }),
    );
  });

  it("carries references along when a resource is renamed", () => {
    const snapshot = new Snapshot(
      memoryState([resource("a"), resource("b", { dependencies: [urn("a")], parent: urn("a") })]),
    );
    snapshot.put(resource("new"), urn("a"));
    expect(snapshot.resources()[1]).toMatchObject({ parent: urn("new"), dependencies: [urn("new")] });
  });
});

describe("integrity", () => {
  it.each([
    ["a dependency that comes later", [resource("a", { dependencies: [urn("b")] }), resource("b")]],
    ["a component with an id", [resource("a", { custom: false })]],
    ["a provider that is not there", [resource("a", { provider: `${urn("p")}::1` })]],
    ["a provider of another id", [resource("p"), resource("a", { provider: `${urn("p")}::1` })]],
    ["one URN twice", [resource("a"), resource("a")]],
  ])("refuses %s", (_, resources) => {
    expect([...integrityErrors(resources)]).toHaveLength(1);
  });
});
