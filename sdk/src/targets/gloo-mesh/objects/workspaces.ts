import type { EmittedObject, Owner, Tree } from "../../emitted.js";
import { consumerNamespaces } from "../consumers.js";
import { adminApi, consumerLabel } from "../names.js";
import { clusterOf, type Plane } from "../plane.js";
import { passthroughPort, gatewayPort } from "./ports.js";
import { emit } from "./emit.js";
import { gatewaySelector } from "../../crossing/metadata.js";

/** Namespaces by cluster. */
type Places = Map<string, Set<string>>;

/** A workspace, and what its settings say besides what is the same for all. */
interface Draft {
  name: string;
  places: Places;
  /** Where its settings stand: a namespace of the workspace. */
  settings: { cluster: string; namespace: string };
  importFrom: Tree[];
  exportTo: Tree[];
}

/** Every namespace of a cluster. */
const everyNamespace = "*";

/**
 * The workspaces of a plane: one of the gateways, one for each namespace of consumers and of services behind a gateway. A
 * Route that is for every namespace makes it one workspace, since a namespace belongs to one alone.
 */
export function workspaces(plane: Plane): EmittedObject[] {
  const gateways = gatewayPlaces(plane);
  const others = [...consumerPlaces(plane), ...servicePlaces(plane)].filter(
    ([namespace, cluster]) => gateways.get(cluster)?.has(namespace) !== true,
  );
  const isOne = others.some(([namespace]) => namespace === everyNamespace);
  const drafts = isOne ? [oneWorkspace(plane, gateways, others)] : manyWorkspaces(plane, gateways, others);
  return drafts.flatMap((draft) => workspaceObjects(draft, plane));
}

type Place = [namespace: string, cluster: string];

function gatewayPlaces({ cluster, meshes, ingress, eastWest, exits }: Plane): Places {
  const places: Places = new Map();
  const all = [...ingress, ...eastWest, ...exits.map(({ gateway }) => gateway)];
  for (const { namespace, mesh } of all) add(add(places, [namespace, clusterOf(mesh)]), [namespace, cluster]);
  for (const mesh of meshes) add(add(places, [mesh.namespace, clusterOf(mesh)]), [mesh.namespace, cluster]);
  return places;
}

const consumerPlaces = ({ routes }: Plane): Place[] =>
  routes.map(({ namespace = everyNamespace, mesh }) => [namespace, clusterOf(mesh)]);

const servicePlaces = ({ ingress }: Plane): Place[] =>
  ingress.flatMap(({ listeners, mesh }) =>
    listeners.flatMap(({ exposes }) => exposes.map(({ service }): Place => [service.namespace, clusterOf(mesh)])),
  );

function add(places: Places, [namespace, cluster]: Place): Places {
  return places.set(cluster, new Set([...(places.get(cluster) ?? []), namespace]));
}

function oneWorkspace(plane: Plane, gateways: Places, others: Place[]): Draft {
  const places = others.reduce(add, new Map(gateways));
  for (const [cluster, namespaces] of places)
    if (namespaces.has(everyNamespace)) places.set(cluster, new Set([everyNamespace]));
  return { ...gatewaysDraft(plane, places), importFrom: [], exportTo: [] };
}

const gatewaysDraft = (plane: Plane, places: Places): Omit<Draft, "importFrom" | "exportTo"> => ({
  name: plane.workspace,
  places,
  settings: { cluster: plane.cluster, namespace: plane.meshes[0].namespace },
});

function manyWorkspaces(plane: Plane, gateways: Places, others: Place[]): Draft[] {
  const names = [...new Set(others.map(([namespace]) => namespace))].sort();
  const consumers = new Set(plane.exits.flatMap(({ passages }) => passages.flatMap(consumerNamespaces)));
  const services = new Set(servicePlaces(plane).map(([namespace]) => namespace));
  const drafts = names.map((namespace): Draft => {
    const places = others.filter(([other]) => other === namespace).reduce(add, new Map<string, Set<string>>());
    const [cluster = ""] = [...places.keys()].sort();
    return {
      name: namespace,
      places,
      settings: { cluster, namespace },
      importFrom: consumers.has(namespace) ? [shared(plane.workspace, consumed(namespace))] : [],
      exportTo: services.has(namespace) ? [shared(plane.workspace, served)] : [],
    };
  });
  return [
    {
      ...gatewaysDraft(plane, gateways),
      importFrom: names.filter((name) => services.has(name)).map((name) => shared(name, served)),
      exportTo: names.filter((name) => consumers.has(name)).map((name) => shared(name, consumed(name))),
    },
    ...drafts,
  ];
}

const shared = (workspace: string, resources: Tree[]): Tree => ({ workspaces: [{ name: workspace }], resources });

/** What consumers of a namespace use of the gateways' workspace, and nothing else there. */
const consumed = (namespace: string): Tree[] =>
  ["ROUTE_TABLE", "VIRTUAL_DESTINATION"].map((kind) => ({ kind, labels: consumerLabel(namespace) }));

/** What gateways use of the workspaces of services. */
const served: Tree[] = [{ kind: "SERVICE" }];

function workspaceObjects({ name, places, settings, importFrom, exportTo }: Draft, plane: Plane): EmittedObject[] {
  const owner: Owner = { kind: "meshes", name: plane.meshes[0].name };
  return [
    emit({ owner, cluster: plane.cluster, namespace: plane.namespace, name }, adminApi, "Workspace", {
      workloadClusters: [...places]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([cluster, namespaces]) => ({
          name: cluster,
          namespaces: [...namespaces].sort().map((namespace) => ({ name: namespace })),
        })),
    }),
    emit({ owner, ...settings, name }, adminApi, "WorkspaceSettings", {
      importFrom: someOf(importFrom),
      exportTo: someOf(exportTo),
      options: {
        serviceIsolation: { enabled: false },
        federation: { enabled: false },
        virtualDestClientMode: { tlsTermination: {} },
        eastWestGateways: someOf(plane.eastWest.map(eastWestGateway)),
      },
    }),
  ];
}

/** A list that is not there rather than empty. */
const someOf = (items: Tree[]): Tree => (items.length === 0 ? undefined : items);

const eastWestGateway = ({ objectName, namespace, mesh, address }: Plane["eastWest"][number]): Tree => ({
  selector: { labels: gatewaySelector(objectName), namespace, cluster: clusterOf(mesh) },
  port: { number: passthroughPort },
  tlsTerminationPort: { number: gatewayPort },
  hostInfoOverrides: address && [{ addr: address.host, port: address.port ?? gatewayPort }],
});
