import { describe, expect, it } from "@jest/globals";
import { ProblemsError } from "../../../model/problem.js";
import type { FabricSpec } from "../../../model/fabric.js";
import { type Plan, planFabric } from "../../plan.js";
import { exposeAndConsume } from "../v2/testing/expose-and-consume.js";
import { onKuma } from "./testing/kuma-fabric.js";

type Permissions = FabricSpec["crossMeshPermissions"];

const clients = { gateway: "edge-gateway", from: [{ mesh: "consume", namespace: "web" }] };

/** The case of Kuma's proposal, whose callers are those that both versions know, on one of them. */
const onVersion = (version: string, crossMeshPermissions: Permissions = { clients }): Plan =>
  planFabric("test", onKuma({ ...exposeAndConsume(), crossMeshPermissions }, { kind: "kuma", version }));

const codesOf = (plan: () => unknown): string[] => {
  try {
    plan();
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(({ code, path }) => `${code} at ${path}`);
    throw error;
  }
};

const placesOf = ({ objects }: Plan): string[] =>
  objects.map(({ owner, id, object: { kind, metadata } }) =>
    [owner?.kind, owner?.name, id, kind, metadata.name].join(" "),
  );

describe("the plans of a Fabric on Kuma 2.14 and on 3.0", () => {
  it.each<[string, Permissions]>([
    ["a namespace of a mesh may call", { clients }],
    ["a mesh may call", { clients: { gateway: "edge-gateway", from: [{ mesh: "consume" }] } }],
    ["any mesh may call", { clients: { gateway: "edge-gateway", from: [{ mesh: "*" }] } }],
    ["nobody may call", {}],
    [
      "some requests may be made",
      {
        clients: {
          ...clients,
          http: [{ method: "GET", path: { prefix: "/api/a" } }, { headers: [{ name: "x-team", exact: "a" }] }],
        },
      },
    ],
    [
      "a denial beats what is allowed",
      {
        clients: { gateway: "edge-gateway", from: [{ mesh: "consume" }] },
        denied: { ...clients, action: "deny", http: [{ path: { prefix: "/api/admin" } }] },
      },
    ],
  ])("have the same connectivity, where %s", (_case, permissions) => {
    expect(onVersion("3.0", permissions).connectivity).toEqual(onVersion("2.14", permissions).connectivity);
  });

  it("are of Fabrics in which somebody may call something", () => {
    expect(Object.keys(onVersion("3.0").connectivity)).toEqual([
      "consume/web/* -> edge-gateway: * expose.mesh:8090/api/**",
    ]);
  });

  it("ask for service accounts on 3.0 where callers are services on 2.14", () => {
    const permissions: Permissions = {
      client: { gateway: "edge-gateway", from: [{ mesh: "consume", namespace: "web", service: "client" }] },
    };
    expect(codesOf(() => onVersion("2.14", permissions))).toEqual([]);
    expect(codesOf(() => onVersion("3.0", permissions))).toEqual([
      "target.unsupported at crossMeshPermissions.client.from[0].service",
    ]);
  });

  it("have Meshes of the same names, and on 3.0 nothing that it does not know", () => {
    const [before, after] = [onVersion("2.14"), onVersion("3.0")];
    const kept = placesOf(before).filter((place) => placesOf(after).includes(place));
    expect(kept).toEqual(
      expect.arrayContaining(["meshes expose mesh Mesh expose", "meshes consume mesh Mesh consume"]),
    );
    const kinds = new Set(after.objects.map(({ object }) => object.kind));
    for (const kind of ["MeshGateway", "MeshGatewayInstance", "MeshProxyPatch"]) expect(kinds).not.toContain(kind);
    const meshes = after.objects.filter(({ object }) => object.kind === "Mesh");
    expect(meshes.map(({ object }) => object["spec"])).toEqual([{}, {}]);
  });
});
