import type { FabricSpec } from "../../../sdk/src/model/fabric.js";

/** The gateway that all calls go to. */
export const gateway = { name: "edge", port: 8443, hostname: "payments.mesh" };
export const service = { name: "ledger", namespace: "pay", port: 8080 };
export const callerMesh = "shop";

/** A call that one permission allows, and no other. */
export interface PermittedCall {
  spiffeId: string;
  method: string;
  path: string;
}

const serviceAccountsPerNamespace = 10;

/** The call that the permission of this index allows: a service account of its own, and a path of its own. */
export function permittedCall(index: number): PermittedCall {
  const { namespace, serviceAccount } = callerOf(index);
  return {
    spiffeId: `spiffe://shop.acme.internal/ns/${namespace}/sa/${serviceAccount}`,
    method: "GET",
    path: `${pathOf(index)}/2026-11?currency=EUR`,
  };
}

/** A mesh that offers one service to as many callers of another mesh, each by a permission of its own. */
export function permissionsFabric(count: number): FabricSpec {
  const target = { kind: "standalone" } as const;
  return {
    meshes: {
      [callerMesh]: { trustDomain: "shop.acme.internal", target },
      payments: { trustDomain: "payments.acme.internal", target },
    },
    meshGateways: {
      [gateway.name]: {
        mesh: "payments",
        listeners: {
          api: { port: gateway.port, protocol: "HTTPS", crossMesh: true, hostname: gateway.hostname },
        },
      },
    },
    exposes: { ledger: { gateway: gateway.name, listener: "api", service } },
    crossMeshPermissions: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `account-${index}`,
        {
          gateway: gateway.name,
          from: [{ mesh: callerMesh, ...callerOf(index) }],
          http: [{ method: "GET", path: { prefix: pathOf(index) } }],
        },
      ]),
    ),
  };
}

/** Indices from the first to the last, evenly apart. */
export const evenly = (count: number, wanted: number): number[] => [
  ...new Set(Array.from({ length: wanted }, (_, at) => Math.round((at * (count - 1)) / Math.max(wanted - 1, 1)))),
];

const callerOf = (index: number) => ({
  namespace: `team-${Math.floor(index / serviceAccountsPerNamespace)}`,
  serviceAccount: `worker-${index % serviceAccountsPerNamespace}`,
});

const pathOf = (index: number): string => `/accounts/${index}/statements`;
