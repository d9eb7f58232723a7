import fc from "fast-check";
import type { CrossMeshPermissionSpec } from "../../../model/cross-mesh-permission.js";
import type { ExposeSpec } from "../../../model/expose.js";
import type { ExternalGatewaySpec } from "../../../model/external-gateway.js";
import type { FabricSpec } from "../../../model/fabric.js";
import type { HttpMatch, PathMatch } from "../../../model/http-match.js";
import type { MeshGatewaySpec } from "../../../model/mesh-gateway.js";
import type { Mesh } from "../../../model/mesh.js";
import type { RouteRule } from "../../../model/route-rule.js";
import type { RouteSpec } from "../../../model/route.js";

/** The declarations of a Fabric of meshes, every record there. */
export type GlooSide = Required<
  Pick<
    FabricSpec,
    "clusters" | "meshes" | "meshGateways" | "exposes" | "crossMeshPermissions" | "routes" | "externalGateways"
  >
>;

const bundle = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const externals: Record<string, ExternalGatewaySpec> = {
  partner: { addresses: ["partner.example"], protocol: "tls" },
  privatePartner: {
    addresses: ["192.0.2.7", "192.0.2.8"],
    hostname: "api.partner.example",
    protocol: "tls",
    tls: { bundle },
  },
  knownPartner: {
    addresses: ["known.example"],
    protocol: "tls",
    serviceProtocol: "GRPC",
    tls: { bundle, secretName: "ours" },
  },
  otherMesh: {
    addresses: ["mesh.example"],
    port: 15443,
    identity: { spiffeId: "spiffe://other.example/ns/edge/sa/gateway", bundle },
  },
};

export const namespaces = ["web", "batch", "apps"];
export const serviceAccounts = ["checkout", "refunds"];
const paths: PathMatch[] = [{ prefix: "/" }, { prefix: "/charges" }, { exact: "/charges" }, { exact: "/status" }];

const requests: HttpMatch[] = [
  {},
  { method: "GET" },
  { method: "POST", path: { prefix: "/charges" } },
  { path: { exact: "/status" }, headers: [{ name: "x-tenant", exact: "t1" }] },
  {
    headers: [
      { name: "x-debug", present: false },
      { name: "x-tenant", present: true },
    ],
  },
];

const rules: RouteRule[] = [
  { match: { method: "PUT" }, timeout: "1s", retries: { attempts: 1, perTryTimeout: "0.2s", statusCodes: [501] } },
  { match: { path: { prefix: "/a.b" } }, rewrite: { prefix: "/" }, requestHeaders: { add: { "x-a": "100" } } },
  { match: { path: { exact: "/b" } }, redirect: { hostname: "b.example", path: { path: "/c" }, statusCode: 308 } },
  { match: { path: { regex: "/c/[0-9]+" } }, rewrite: { path: "/c" }, responseHeaders: { remove: ["x-b"] } },
  { match: { headers: [{ name: "x-d", prefix: "" }], query: [{ name: "e", exact: "1" }] } },
];

const traffic: Partial<RouteSpec>[] = [
  { rewrite: { prefix: "/v1" } },
  { requestHeaders: { add: { "x-h": "1" }, remove: ["x-i"] } },
  { outlierDetection: { ejectionTime: "60s", maxEjectionPercent: 50 } },
  { limits: { connections: 1, requests: 10, pendingRequests: 5 } },
  { timeout: "0.5s" },
  { retries: { attempts: 3 } },
];

const meshNames = ["shop", "payments", "searchIndex"];
const choice = fc.nat({ max: 59 });
const maybe = fc.option(choice, { nil: undefined });
const some = <T>(item: fc.Arbitrary<T>, minLength = 0) => fc.array(item, { minLength, maxLength: 3 });

const plan = fc.record({
  meshes: fc.subarray(meshNames, { minLength: 1 }),
  hasManagement: fc.boolean(),
  ownNamespaces: fc.boolean(),
  hasOutsider: fc.boolean(),
  egress: fc.subarray(meshNames),
  eastWest: fc.subarray(meshNames),
  ingress: fc.subarray(meshNames, { minLength: 2 }),
  exposes: some(fc.record({ gateway: choice, listener: choice, path: choice, traffic: choice })),
  permissions: some(
    fc.record({
      gateway: choice,
      action: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
      from: some(fc.record({ mesh: maybe, namespace: maybe, serviceAccount: maybe }), 1),
      http: fc.option(fc.subarray(requests, { minLength: 1 }), { nil: undefined }),
    }),
  ),
  routes: some(
    fc.record({
      mesh: choice,
      via: maybe,
      namespace: maybe,
      serviceAccount: maybe,
      labels: fc.boolean(),
      to: choice,
      weights: fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })),
      other: choice,
      isWeighted: fc.boolean(),
      port: fc.constantFrom(undefined, 8080),
      rules: fc.subarray(rules),
      traffic: fc.subarray(traffic),
      isShared: fc.boolean(),
    }),
  ),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/**
 * Valid Fabrics under one management plane: 1-3 clusters with a mesh each, and perhaps a mesh of target standalone that
 * calls and is called; ingress, egress and east-west gateways; Routes to Exposes and to external gateways, also by egress
 * gateways of other clusters, alone and with shares.
 */
export const glooFabrics = (): fc.Arbitrary<GlooSide> => plan.map(fabricOf);

function fabricOf(drawn: Plan): GlooSide {
  const { meshes, hasManagement, hasOutsider } = drawn;
  const spec: GlooSide = {
    clusters: Object.fromEntries(
      [...meshes.map(clusterName), ...(hasManagement ? ["mgmt"] : [])].map((name) => [name, {}]),
    ),
    meshes: Object.fromEntries(meshes.map((mesh) => [mesh, meshOf(mesh, drawn)])),
    meshGateways: {},
    exposes: {},
    crossMeshPermissions: {},
    routes: {},
    externalGateways: {},
  };
  if (hasOutsider) spec.meshes["outside"] = { trustDomain: "outside.acme.internal", target: { kind: "standalone" } };
  for (const mesh of meshes) {
    if (drawn.egress.includes(mesh)) spec.meshGateways[`${mesh}Exit`] = { mesh, role: "egress" };
    if (drawn.eastWest.includes(mesh)) spec.meshGateways[`${mesh}Between`] = eastWestOf(mesh);
    if (drawn.ingress.includes(mesh)) spec.meshGateways[`${mesh}Edge`] = ingressOf(mesh);
  }
  if (hasOutsider) spec.meshGateways["outsideEdge"] = ingressOf("outside");
  const edges = Object.keys(spec.meshGateways).filter((name) => name.endsWith("Edge"));
  if (edges.length > 0) addOffers(spec, edges, drawn);
  for (const [index, route] of drawn.routes.entries()) addRoute(spec, meshes, route, index);
  const called = new Set(Object.values(spec.routes).map(({ to }) => to.externalGateway));
  spec.externalGateways = Object.fromEntries(Object.entries(externals).filter(([name]) => called.has(name)));
  return spec;
}

const clusterName = (mesh: string): string => `in-${mesh.toLowerCase()}`;

const meshOf = (mesh: string, { meshes, hasManagement, ownNamespaces }: Plan): Mesh => ({
  trustDomain: `${mesh.toLowerCase()}.acme.internal`,
  cluster: clusterName(mesh),
  ...(ownNamespaces ? {} : { namespace: "ops" }),
  target: { kind: "gloo-mesh", managementCluster: hasManagement ? "mgmt" : clusterName(meshes[0] ?? mesh) },
});

const eastWestOf = (mesh: string): MeshGatewaySpec => ({
  mesh,
  role: "east-west",
  ...(mesh === "shop" ? { address: { host: "shop.example", port: 30443 } } : { service: { type: "LoadBalancer" } }),
});

const ingressOf = (mesh: string): MeshGatewaySpec => ({
  mesh,
  address: { host: `${mesh.toLowerCase()}.example` },
  listeners: {
    own: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: `${mesh.toLowerCase()}.mesh` },
    everywhere: { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "everywhere.mesh" },
  },
});

const exposeTraffic: Partial<ExposeSpec>[] = [{}, { rewrite: { path: "/j" } }];

function addOffers(spec: GlooSide, edges: string[], { exposes, permissions }: Plan): void {
  for (const { gateway, listener, path, traffic: extra } of exposes) {
    const name = pick(edges, gateway);
    const at = pick(["own", "everywhere"], listener);
    const part = path % paths.length;
    spec.exposes[`${name}-${at}${part}`] = {
      gateway: name,
      listener: at,
      service: { name: `service${part}`, namespace: "pay", port: 8080 },
      ...(part === 0 ? {} : { path: pick(paths, part) }),
      ...pick(exposeTraffic, extra),
    };
  }
  for (const [index, { gateway, action, from, http }] of permissions.entries()) {
    const permission: CrossMeshPermissionSpec = {
      gateway: pick(edges, gateway),
      action,
      from: from.map(({ mesh, ...source }) => ({
        mesh: mesh === undefined ? "*" : pick(Object.keys(spec.meshes), mesh),
        ...identityOf(source),
      })),
      ...(http === undefined ? {} : { http: action === "deny" ? http.filter(isDeniable) : http }),
    };
    if (permission.http?.length === 0) delete permission.http;
    spec.crossMeshPermissions[`permission${index}`] = permission;
  }
}

/** A header may come in a list, in which a policy of Istio finds no value to deny. */
const isDeniable = ({ headers = [] }: HttpMatch): boolean => headers.every(({ exact }) => exact === undefined);

const identityOf = ({ namespace, serviceAccount }: { namespace?: number; serviceAccount?: number }) =>
  namespace === undefined
    ? {}
    : {
        namespace: pick(namespaces, namespace),
        ...(serviceAccount === undefined ? {} : { serviceAccount: pick(serviceAccounts, serviceAccount) }),
      };

function addRoute(spec: GlooSide, meshes: string[], drawn: Plan["routes"][number], index: number): void {
  const mesh = pick(meshes, drawn.mesh);
  // an egress gateway of another cluster needs a way to it
  const exits = meshes.filter(
    (name) => `${name}Exit` in spec.meshGateways && (name === mesh || `${name}Between` in spec.meshGateways),
  );
  const via = drawn.via === undefined || exits.length === 0 ? undefined : `${pick(exits, drawn.via)}Exit`;
  // a redirect to another host has no port
  const said = drawn.rules.filter(({ redirect }) => drawn.port === undefined || redirect === undefined);
  const fields: Omit<RouteSpec, "from"> = {
    to: destinationOf(spec, drawn),
    hostname: `route${index}.calls`,
    ...(drawn.port === undefined ? {} : { port: drawn.port }),
    ...(via === undefined ? {} : { via }),
    ...(said.length === 0 ? {} : { rules: said }),
    ...(Object.assign({}, ...drawn.traffic) as Partial<RouteSpec>),
  };
  const source = identityOf(drawn);
  const labels = drawn.labels && drawn.namespace !== undefined ? { labels: { app: "checkout" } } : {};
  spec.routes[`route${index}`] = { from: { mesh, ...source, ...labels }, ...fields };
  if (!drawn.isShared || via === undefined || drawn.serviceAccount !== undefined) return;
  const other = meshes.find((name) => name !== mesh && `${via.slice(0, -4)}Between` in spec.meshGateways);
  if (other !== undefined) spec.routes[`route${index}too`] = { from: { mesh: other, ...source }, ...fields };
}

function destinationOf(spec: GlooSide, { to, other, weights, isWeighted }: Plan["routes"][number]): RouteSpec["to"] {
  const offers = Object.keys(spec.exposes);
  const everywhere = offers.filter((name) => spec.exposes[name]?.listener === "everywhere");
  const [one, two] = [pick(everywhere, to), pick(everywhere, other)];
  if (isWeighted && one !== undefined && two !== undefined && spec.exposes[one]?.gateway !== spec.exposes[two]?.gateway)
    return {
      weighted: [
        { expose: one, weight: weights[0] },
        { expose: two, weight: weights[1] },
      ],
    };
  const ends = [
    ...offers.map((expose) => ({ expose })),
    ...Object.keys(externals).map((externalGateway) => ({ externalGateway })),
  ];
  return pick(ends, to) ?? {};
}

function pick<T>(items: readonly T[], index: number): T {
  return items[index % Math.max(1, items.length)] as T;
}
