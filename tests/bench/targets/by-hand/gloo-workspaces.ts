import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import { object, place } from "./objects.js";

const admin = "admin.gloo.solo.io/v2";
const { namespace: shop } = place.shop;
const { namespace: payments } = place.payments;

/** A workspace for each namespace, which sees what it needs of its neighbour, and the root of all. */
export const workspaces = (cluster: { shop: string; payments: string }): KubeObject[] => [
  ...[shop, place.callers].map((namespace) => workspace(namespace, cluster.shop)),
  ...[payments, place.services].map((namespace) => workspace(namespace, cluster.payments)),
  settings(shop, { exportTo: [shared(place.callers, "ROUTE_TABLE", "VIRTUAL_DESTINATION")] }),
  settings(place.callers, { importFrom: [shared(shop, "ROUTE_TABLE", "VIRTUAL_DESTINATION")] }),
  settings(place.services, { exportTo: [shared(payments, "SERVICE")] }),
  settings(payments, { importFrom: [shared(place.services, "SERVICE")] }),
  object(
    admin,
    "RootTrustPolicy",
    { name: "root", namespace: "gloo-mesh" },
    {
      config: { mgmtServerCa: { generated: {} } },
    },
  ),
];

const workspace = (name: string, of: string): KubeObject =>
  object(
    admin,
    "Workspace",
    { name, namespace: "gloo-mesh" },
    {
      workloadClusters: [{ name: of, namespaces: [{ name }] }],
    },
  );

const settings = (namespace: string, visible: { [field: string]: Tree }): KubeObject =>
  object(
    admin,
    "WorkspaceSettings",
    { name: namespace, namespace },
    {
      ...visible,
      options: { serviceIsolation: { enabled: false }, federation: { enabled: false } },
    },
  );

const shared = (workspaceName: string, ...kinds: string[]): Tree => ({
  workspaces: [{ name: workspaceName }],
  resources: kinds.map((kind) => ({ kind })),
});
