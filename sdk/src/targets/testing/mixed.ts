import type { MeshTarget } from "../../model/target.js";
import { meshTargets } from "../registry.js";

/** Every target in every version, as a mesh names it. */
export const targets: MeshTarget[] = Object.entries(meshTargets).flatMap(([kind, { supports }]) =>
  Object.keys(supports).map((version) => ({ kind, ...(version !== "" && { version }) }) as MeshTarget),
);

const nameOf = ({ kind, version }: MeshTarget): string => [kind, version].filter(Boolean).join(" ");

/** Kuma 2.14 names identities after the mesh. */
export const trustDomain = (mesh: string, target: MeshTarget): string =>
  target.version === "2.14" ? mesh : `${mesh}.acme.internal`;

/**
 * Under whom calls of mesh `shop` leave: a service account that the Route names, or where the target tells no consumers
 * apart, the mesh's own.
 */
export const callerOf = ({ version }: MeshTarget) =>
  version === "2.14"
    ? { namespace: "ways", serviceAccount: "shop-egress" }
    : { namespace: "web", serviceAccount: "checkout" };

/** Mesh `shop` in one cluster calls what mesh `payments` offers in another. */
export const fabricOf = (client: MeshTarget, server: MeshTarget) => ({
  clusters: { east: {}, west: {} },
  meshes: {
    shop: { trustDomain: trustDomain("shop", client), target: client, cluster: "east", namespace: "ways" },
    payments: { trustDomain: trustDomain("payments", server), target: server, cluster: "west", namespace: "ways" },
  },
  meshGateways: {
    edge: {
      mesh: "payments",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
      address: { host: "edge.example" },
    },
  },
  exposes: { charges: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } } },
  crossMeshPermissions: {
    checkoutMayCharge: {
      gateway: "edge",
      from: [{ mesh: "shop", ...callerOf(client) }],
      http: [{ method: "POST", path: { prefix: "/charges" } }],
    },
  },
  routes: {
    charge: {
      from: { mesh: "shop", ...(client.version !== "2.14" && callerOf(client)) },
      to: { expose: "charges" },
      hostname: "payments.mesh",
    },
  },
});

/** A crossMesh listener of Kuma 2.14 takes proxies of its own control plane only. */
export const isClosedTo = (server: MeshTarget): boolean => server.version === "2.14";

/** Who calls whom, all of them, by what that is called. */
export const pairs = targets.flatMap((client) =>
  targets.map((server): [string, MeshTarget, MeshTarget] => [
    `${nameOf(client)} calling ${nameOf(server)}`,
    client,
    server,
  ]),
);
