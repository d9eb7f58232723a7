import { describe, expect, test } from "@jest/globals";
import { checkFabric } from "../../fabric/check.js";
import type { CheckedMesh } from "../../fabric/checked.js";
import type { Mesh, MeshTrust } from "../../model/mesh.js";
import type { Material } from "../emitted.js";
import { meshCertificates } from "./authorities.js";
import { believedBy, crlBundle, rootBundle, trustBundle } from "./bundle.js";

function meshes(trust: Record<string, MeshTrust>): CheckedMesh[] {
  const declared = Object.entries(trust).map(([name, value]): [string, Mesh] => [
    name,
    { trustDomain: `${name}.internal`, target: { kind: "standalone" }, trust: value },
  ]);
  const { fabric, problems } = checkFabric("test", { meshes: Object.fromEntries(declared) });
  if (problems !== undefined) throw new Error(JSON.stringify(problems));
  return fabric.meshes;
}

const named = (all: CheckedMesh[], name: string): CheckedMesh => {
  const found = all.find((mesh) => mesh.name === name);
  if (found === undefined) throw new Error(`no mesh is named ${name}`);
  return found;
};

/** Every certificate that a plan issues, as its name in a line. */
const issued = (all: CheckedMesh[]): Material =>
  Object.fromEntries(meshCertificates(all).map(({ name }) => [name, { certificate: `${name}\n`, privateKey: "" }]));

const serial = "0a1b";

describe("the bundle of some meshes", () => {
  test("is their roots one after another, each once and by name, whatever their order", () => {
    const all = meshes({ a: {}, b: {}, c: {} });
    const [a, b, c] = [named(all, "a"), named(all, "b"), named(all, "c")];
    const bundle = rootBundle(a, [c, b, c]);
    expect(bundle).toMatchObject({ needs: ["root:b", "root:c"], secret: false });
    expect(bundle.of(issued(all))).toBe("root:b\nroot:c\n");
  });

  test("leaves a distrusted mesh out, and is empty for one", () => {
    const all = meshes({ a: {}, b: { distrusted: true }, c: {} });
    const [a, b] = [named(all, "a"), named(all, "b")];
    expect(believedBy(a, all).map(({ name }) => name)).toEqual(["a", "c"]);
    expect(rootBundle(b, [a, named(all, "c")]).of(issued(all))).toBe("");
  });

  test("holds a distrusted mesh's root for that mesh itself", () => {
    const all = meshes({ a: {}, b: { distrusted: true } });
    expect(believedBy(named(all, "b"), all).map(({ name }) => name)).toEqual(["b"]);
  });
});

describe("revocation lists", () => {
  test("are there for every authority of the bundle as soon as one of its meshes revokes", () => {
    const all = meshes({ a: {}, b: { revoked: [serial] }, c: {} });
    const crls = crlBundle(named(all, "a"), [named(all, "b"), named(all, "c")]);
    expect(crls?.of(issued(all))).toBe("crl:root:b\ncrl:issuer:b\ncrl:root:c\ncrl:issuer:c\n");
  });

  test("are not there where none of its meshes revokes", () => {
    const all = meshes({ a: {}, b: { revoked: [serial] }, c: {} });
    expect(crlBundle(named(all, "a"), [named(all, "c")])).toBeUndefined();
    expect(trustBundle(named(all, "a"), [named(all, "c")]).of(issued(all))).toBe("root:c\n");
  });

  test("follow the roots where both are one text", () => {
    const all = meshes({ a: {}, b: { revoked: [] } });
    const bundle = trustBundle(named(all, "a"), [named(all, "b")]);
    expect(bundle.of(issued(all))).toBe("root:b\ncrl:root:b\ncrl:issuer:b\n");
    expect(bundle.needs).toEqual(["root:b", "crl:root:b", "crl:issuer:b"]);
  });

  test("of a distrusted mesh are nobody's business", () => {
    const all = meshes({ a: {}, b: { revoked: [serial], distrusted: true }, c: {} });
    expect(crlBundle(named(all, "a"), all)).toBeUndefined();
  });
});

describe("what a mesh is issued", () => {
  const profiles = (trust: Record<string, MeshTrust>) =>
    Object.fromEntries(meshCertificates(meshes(trust)).map(({ name, profile }) => [name, profile]));

  test("is a root and an issuer where nobody revokes", () => {
    expect(Object.keys(profiles({ a: {}, b: {} }))).toEqual(["root:a", "issuer:a", "root:b", "issuer:b"]);
  });

  test("is lists of every mesh once one revokes: its serials by its issuer, and nothing by the others", () => {
    expect(profiles({ a: { revoked: ["0C", "0a1b", "0A1B"] }, b: {} })).toMatchObject({
      "crl:root:a": { kind: "crl", authority: "root:a", revoked: [] },
      "crl:issuer:a": { kind: "crl", authority: "issuer:a", revoked: ["0a1b", "0c"] },
      "crl:root:b": { kind: "crl", authority: "root:b", revoked: [] },
      "crl:issuer:b": { kind: "crl", authority: "issuer:b", revoked: [] },
    });
  });
});
