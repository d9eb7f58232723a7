import type { Caller } from "../../../../model/cross-mesh-permission.js";
import type { MeshTarget } from "../../../../model/target.js";
import type { FabricSpec } from "../../../../model/fabric.js";

/**
 * A Fabric of `permissionFabrics` twice, with one listener port: on Kuma 2.14, whose callers are services, and on target
 * standalone, whose callers are service accounts of the same names. Tokens, which Kuma does not read, are left out.
 */
export function kumaTwin(drawn: FabricSpec, port: number): { kuma: FabricSpec; standalone: FabricSpec } {
  const permissions = Object.entries(drawn.crossMeshPermissions ?? {}).map(([name, { http, from, ...permission }]) => ({
    name,
    permission: {
      ...permission,
      ...(http !== undefined && { http: http.map((match) => ({ ...match, jwt: undefined })) }),
    },
    from: from.map((caller) => ({ ...caller, ...(caller.serviceAccount !== undefined && plainAccount(caller)) })),
  }));
  const permissionsOf = (callerOf: (caller: Caller) => Caller) =>
    Object.fromEntries(
      permissions.map(({ name, permission, from }) => [name, { ...permission, from: from.map(callerOf) }]),
    );
  const meshesOn = (target: MeshTarget) =>
    Object.fromEntries(
      Object.keys(drawn.meshes ?? {}).map((name) => [name, { trustDomain: name, namespace: "gateways", target }]),
    );
  const listeners = { api: { port, protocol: "HTTPS" as const, crossMesh: true, hostname: "payments.mesh" } };
  const common = { ...drawn, meshGateways: { edge: { mesh: "payments", listeners } } };
  return {
    kuma: {
      ...common,
      meshes: meshesOn({ kind: "kuma", version: "2.14" }),
      crossMeshPermissions: permissionsOf(byService),
    },
    standalone: {
      ...common,
      meshes: meshesOn({ kind: "standalone" }),
      crossMeshPermissions: permissionsOf((caller) => caller),
    },
  };
}

const plainAccount = ({ serviceAccount = "" }: Caller) => ({ serviceAccount: serviceAccount.replace(".", "-") });

const byService = ({ serviceAccount, ...caller }: Caller): Caller => ({
  ...caller,
  ...(serviceAccount !== undefined && { service: serviceAccount }),
});
