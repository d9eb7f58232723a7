import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { MeshTargetKind, ReturnRoute, TrustMode } from "../../sdk/src/model/index.js";
import { analyzePackage } from "./analyze.js";
import { componentNames, schemaFile } from "./package.js";
import type { PackageSchema, PropertySchema, ResourceSchema } from "./package-schema.js";

let schema: PackageSchema;
beforeAll(() => {
  schema = analyzePackage();
}, 60_000);

const resource = (name: string): ResourceSchema => {
  const found = schema.resources[`isthmus:index:${name}`];
  if (found === undefined) throw new Error(`the schema has no resource ${name}`);
  return found;
};

test("the schema that the plugin serves is the one of today's sources", () => {
  // on a failure: npm run schema --workspace provider
  expect(JSON.parse(readFileSync(schemaFile, "utf8"))).toEqual(schema);
});

describe("the package", () => {
  test("has the components, the certificates and nothing else", () => {
    const certificates = ["MeshRoot", "MeshIssuer", "GatewayCertificate", "RevocationList"];
    const tokens = [...componentNames, ...certificates].map((name) => `isthmus:index:${name}`);
    expect(Object.keys(schema.resources).sort()).toEqual(tokens.sort());
    for (const name of componentNames) expect(resource(name).isComponent).toBe(true);
    for (const name of certificates) expect(resource(name).isComponent).toBeUndefined();
  });

  test.each([
    ["CrossMeshPermission", ["from"]],
    ["Expose", []],
    ["ExternalGateway", ["addresses"]],
    ["Fabric", []],
    ["MeshGateway", ["mesh"]],
    ["Peering", ["vpcs"]],
    ["Route", ["from", "to"]],
    ["MeshRoot", ["trustDomain"]],
    ["MeshIssuer", ["rootCertificate", "rootKey", "trustDomain"]],
    ["GatewayCertificate", ["issuerCertificate", "issuerKey", "spiffeId"]],
    ["RevocationList", ["authorityCertificate", "authorityKey", "revoked", "trustDomain"]],
  ])("requires of a %s just %j", (name, required) => {
    expect([...resource(name).requiredInputs].sort()).toEqual(required);
  });

  test.each(componentNames)("says of a %s who may reach what", (name) => {
    expect(Object.keys(resource(name).properties)).toEqual(["connectivity"]);
  });

  test.each([
    ["MeshTargetKind", MeshTargetKind],
    ["TrustMode", TrustMode],
    ["ReturnRoute", ReturnRoute],
  ])("has the enum %s as TypeScript has it", (name, members) => {
    const values = schema.types[`isthmus:index:${name}`]?.enum?.map(({ value }) => value) ?? [];
    expect(values.sort()).toEqual(Object.values(members).sort());
  });

  test("documents every resource and every type", () => {
    const documented = { ...schema.resources, ...schema.types };
    const missing = Object.entries(documented).filter(([, { description = "" }]) => description === "");
    expect(missing.map(([token]) => token)).toEqual([]);
    expect(JSON.stringify(schema)).not.toContain("[object Object]");
  });

  test("has no loose end: each reference leads to a type, and nothing is of any type", () => {
    const refs = new Set<string>();
    const visit = (property: PropertySchema): void => {
      if (property.$ref !== undefined) refs.add(property.$ref);
      if (property.items !== undefined) visit(property.items);
      if (property.additionalProperties !== undefined) visit(property.additionalProperties);
    };
    for (const { inputProperties, properties } of Object.values(schema.resources)) {
      for (const property of Object.values({ ...inputProperties, ...properties })) visit(property);
    }
    for (const { properties = {} } of Object.values(schema.types)) Object.values(properties).forEach(visit);
    const known = Object.keys(schema.types).map((token) => `#/types/${token}`);
    expect([...refs].filter((ref) => !known.includes(ref))).toEqual([]);
  });

  test("marks every key as a secret, and nothing that is public", () => {
    const secrets = Object.entries(schema.resources).flatMap(([token, { inputProperties, properties }]) =>
      Object.entries({ ...inputProperties, ...properties })
        .filter(([, { secret }]) => secret === true)
        .map(([name]) => `${token}.${name}`),
    );
    expect(secrets.sort()).toEqual([
      "isthmus:index:GatewayCertificate.issuerKey",
      "isthmus:index:GatewayCertificate.privateKey",
      "isthmus:index:MeshIssuer.privateKey",
      "isthmus:index:MeshIssuer.rootKey",
      "isthmus:index:MeshRoot.privateKey",
      "isthmus:index:RevocationList.authorityKey",
    ]);
  });
});
