import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { X509Crl } from "../../trust/x509.js";
import { Verdict } from "../outcome.js";
import { type Script, TestStack } from "../testing/stack.js";
import { Secret } from "../value.js";

const trustDomain = "shop.acme.internal";

test("revoking a certificate updates its authority's list in place, and another run changes nothing", async () => {
  const stack = new TestStack();
  const lists: unknown[] = [];
  const program = (revokes: boolean) => async (p: Script) => {
    const keep = { additionalSecretOutputs: ["privateKey"] };
    const { outputs: root } = await p.resource("isthmus:index:MeshRoot", "root", { kind: "root", trustDomain }, keep);
    const { outputs } = await p.resource("isthmus:index:RevocationList", "crl", {
      kind: "crl",
      trustDomain,
      authorityCertificate: root["certificate"] ?? null,
      authorityKey: new Secret(root["privateKey"] ?? null),
      revoked: revokes ? ["0a1b"] : [],
    });
    lists.push(outputs["crl"]);
  };
  const change = async (revokes: boolean) => {
    const { verdict, steps } = await stack.up(program(revokes));
    expect(verdict).toBe(Verdict.Ok);
    return steps.find(({ urn }) => urn.endsWith("::crl"))?.op;
  };
  expect([await change(false), await change(true), await change(true)]).toEqual(["create", "update", "same"]);
  expect(lists.map((pem) => new X509Crl(pem as string).entries.length)).toEqual([0, 1, 1]);
  expect(readFileSync(stack.stateFile, "utf8")).not.toContain("PRIVATE KEY");
});
