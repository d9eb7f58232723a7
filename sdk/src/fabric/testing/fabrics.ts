import fc from "fast-check";
import type { Caller, CrossMeshPermissionSpec } from "../../model/cross-mesh-permission.js";
import type { ExposeSpec } from "../../model/expose.js";
import type { FabricSpec } from "../../model/fabric.js";
import type { HttpMatch, PathMatch } from "../../model/http-match.js";
import type { Listener, MeshGatewaySpec } from "../../model/mesh-gateway.js";
import type { Mesh } from "../../model/mesh.js";
import type { RouteSpec } from "../../model/route.js";
import type { RouteRule } from "../../model/route-rule.js";

/** The program of the design: mesh `shop` may POST charges to mesh `payments`, through gateway `edge`. */
export const shopAndPayments = () =>
  ({
    meshes: {
      shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" } },
      payments: { trustDomain: "payments.acme.internal", target: { kind: "standalone" } },
    },
    meshGateways: {
      edge: {
        mesh: "payments",
        listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
      },
    },
    exposes: {
      charges: { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } },
    },
    crossMeshPermissions: {
      checkoutMayCharge: {
        gateway: "edge",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ method: "POST", path: { prefix: "/charges" } }],
      },
    },
    routes: { charge: { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh", port: 80 } },
  }) satisfies FabricSpec;

/** The mesh side of a Fabric, every record there. */
export type MeshSide = Required<
  Pick<FabricSpec, "clusters" | "meshes" | "meshGateways" | "exposes" | "crossMeshPermissions" | "routes">
>;

const meshNames = ["shop", "payments", "ledger", "searchIndex"];
const clusterNames = ["east", "west"];
const listenerNames = ["api", "admin", "grpc"];
const ports = [8443, 443, 9443];
const namespaces = ["web", "batch"];
const serviceAccounts = ["checkout", "refunds"];
/** Listeners that are not of requests of other meshes, by name. */
const otherListeners: Record<string, Listener> = {
  database: { port: 5432, protocol: "TCP", crossMesh: true, maxConnections: 100 },
  queue: { port: 5671, protocol: "TLS", crossMesh: true, hostname: "queue.mesh" },
  site: { port: 80, protocol: "HTTP", crossMesh: false, rateLimit: { requests: 10, per: "2s", burst: 20 } },
  blog: { port: 80, protocol: "HTTP", crossMesh: false, hostname: "blog.example" },
  shop: {
    port: 8444,
    protocol: "HTTPS",
    crossMesh: false,
    hostname: "shop.example",
    tls: { secretName: "shop.example" },
    sourceRanges: ["10.0.0.0/8", "192.0.2.1/32"],
  },
  mail: { port: 8445, protocol: "TLS", crossMesh: false, hostname: "mail.example", tls: { secretName: "mail" } },
  passed: { port: 8445, protocol: "TLS", crossMesh: false, hostname: "passed.example", tls: { mode: "passthrough" } },
  bytes: { port: 2222, protocol: "TCP", crossMesh: false },
};
const paths: (PathMatch | undefined)[] = [
  undefined,
  { prefix: "/charges" },
  { exact: "/charges" },
  { prefix: "/charges/refunds" },
  { exact: "/status" },
];

const otherListenerNames = Object.keys(otherListeners);

/** Rules of which none takes the requests of another. */
const routeRules: RouteRule[] = [
  { match: { method: "PUT" }, timeout: "1s", retries: { attempts: 1, perTryTimeout: "0.2s", statusCodes: [501] } },
  { match: { path: { prefix: "/a.b" } }, rewrite: { prefix: "/" }, requestHeaders: { set: { "x-a": "100%" } } },
  { match: { path: { exact: "/b" } }, redirect: { scheme: "https", path: { path: "/c" }, statusCode: 308 } },
  { match: { path: { regex: "/c/[0-9]+" } }, rewrite: { path: "/c" }, responseHeaders: { remove: ["x-b"] } },
  { match: { headers: [{ name: "x-d", prefix: "" }], query: [{ name: "e", present: false }] } },
  { match: { path: { prefix: "/f" } }, redirect: { hostname: "f.example", port: 81, path: { prefix: "/g" } } },
];

const routeTraffic: Partial<RouteSpec>[] = [
  { requestHeaders: { add: { "x-h": "" }, remove: ["x-i"] } },
  { rewrite: { prefix: "/v1" } },
  { healthCheck: { path: "/healthy", interval: "1s" } },
  { outlierDetection: { ejectionTime: "600s", maxEjectionPercent: 50 } },
  { limits: { connections: 1, requests: 10 } },
];

const exposeTraffic: Partial<ExposeSpec>[] = [
  {},
  { rewrite: { path: "/j" }, requestHeaders: { set: { "x-k": "%" } } },
  { healthCheck: { path: "/healthy" }, limits: { pendingRequests: 5 } },
  { healthCheck: {}, outlierDetection: {}, responseHeaders: { add: { "x-l": "m" } } },
];

const choice = fc.nat({ max: 59 });
const maybe = fc.option(choice, { nil: undefined });
const some = <T>(arbitrary: fc.Arbitrary<T>, minLength = 0) => fc.array(arbitrary, { minLength, maxLength: 3 });

/** Numbers where a name must be one that is declared; what they pick is known once all is there. */
const plan = fc.record({
  clusters: fc.subarray(clusterNames),
  meshes: fc.subarray(meshNames, { minLength: 1 }).chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          cluster: maybe,
          ownNamespace: fc.boolean(),
          hasEgress: fc.boolean(),
        }),
      ),
    ),
  ),
  gateways: some(
    fc.record({
      mesh: choice,
      listeners: some(fc.record({ port: choice, exposes: fc.subarray(paths), traffic: choice }), 1),
      others: fc.subarray(otherListenerNames),
      isNodePort: fc.boolean(),
      hasAddress: fc.boolean(),
      replicas: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    }),
  ),
  permissions: some(
    fc.record({
      gateway: choice,
      listener: maybe,
      expose: maybe,
      from: some(fc.record({ mesh: maybe, namespace: maybe, serviceAccount: maybe }), 1),
      http: fc.option(
        some(fc.record({ method: fc.constantFrom(undefined, "GET", "POST"), path: fc.constantFrom(...paths) }), 1),
        { nil: undefined },
      ),
    }),
  ),
  routes: some(
    fc.record({
      mesh: choice,
      expose: choice,
      namespace: maybe,
      serviceAccount: maybe,
      hasLabels: fc.boolean(),
      domain: fc.constantFrom("", ".calls", ".partners.example"),
      port: fc.constantFrom(undefined, 80, 8080),
      isVia: fc.boolean(),
      timeout: fc.constantFrom(undefined, "2s", "0.5s"),
      attempts: fc.constantFrom(undefined, 1, 3),
      createNamespace: fc.constantFrom(undefined, true, false),
      other: choice,
      use: fc.constantFrom("plain", "weighted", "failover", "mirror"),
      rules: fc.subarray(routeRules),
      traffic: fc.subarray(routeTraffic),
    }),
  ),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/**
 * Valid Fabrics of meshes that gateways join, of what target standalone can do: 1-4 meshes in up to two named clusters
 * and the default one, gateways with several listeners, Exposes of whole paths and prefixes, permissions for any mesh, a
 * mesh, a namespace and a service account, Routes with and without `via`.
 */
export const validFabrics = (): fc.Arbitrary<MeshSide> => plan.map(withoutOthers).map(fabricOf);

/** The same with listeners of connections, and listeners for outsiders. */
export const validFabricsOfAllListeners = (): fc.Arbitrary<MeshSide> => plan.map(fabricOf);

const withoutOthers = (drawn: Plan): Plan => ({
  ...drawn,
  gateways: drawn.gateways.map((gateway) => ({ ...gateway, others: [] })),
});

function fabricOf({ clusters, meshes, gateways, permissions, routes }: Plan): MeshSide {
  const spec: MeshSide = {
    clusters: Object.fromEntries(clusters.map((name) => [name, {}])),
    meshes: Object.fromEntries(meshes.map((mesh) => [mesh.name, meshOf(mesh, clusters)])),
    meshGateways: {},
    exposes: {},
    crossMeshPermissions: {},
    routes: {},
  };
  for (const { name, hasEgress } of meshes)
    if (hasEgress) spec.meshGateways[`${name}Exit`] = { mesh: name, role: "egress" };
  const ingress: string[] = [];
  for (const [index, gateway] of gateways.entries()) {
    const { name: mesh } = pick(meshes, gateway.mesh);
    const name = `${mesh}Edge${index}`;
    ingress.push(name);
    const hasAddress = gateway.hasAddress || clusters.length > 0;
    spec.meshGateways[name] = gatewayOf(name, mesh, index, { ...gateway, hasAddress });
    Object.assign(spec.exposes, exposesOf(name, gateway), otherExposes(name, gateway.others));
  }
  for (const [index, permission] of permissions.entries()) {
    if (ingress.length === 0) break;
    spec.crossMeshPermissions[`permission${index}`] = permissionOf(permission, pick(ingress, permission.gateway), spec);
  }
  for (const [index, route] of routes.entries()) {
    if (!Object.values(spec.exposes).some(isForMeshes)) break;
    spec.routes[`route${index}`] = routeOf(route, `route${index}`, spec);
  }
  return spec;
}

const meshOf = ({ name, cluster, ownNamespace }: Plan["meshes"][number], clusters: string[]): Mesh => ({
  trustDomain: `${name.toLowerCase()}.acme.internal`,
  target: { kind: "standalone" },
  ...(cluster === undefined || clusters.length === 0 ? {} : { cluster: pick(clusters, cluster) }),
  ...(ownNamespace ? { namespace: `${name.toLowerCase()}-gateways` } : {}),
});

const gatewayOf = (
  name: string,
  mesh: string,
  index: number,
  { listeners, others, isNodePort, hasAddress, replicas }: Plan["gateways"][number],
): MeshGatewaySpec => ({
  mesh,
  listeners: Object.fromEntries([
    ...others.map((other): [string, Listener] => {
      const listener = otherListeners[other] ?? { port: 1, protocol: "TCP" };
      // the band in which Kubernetes picks none by itself
      const nodePort = 30040 + index * otherListenerNames.length + otherListenerNames.indexOf(other);
      return [other, isNodePort && listener.crossMesh === true ? { ...listener, nodePort } : listener];
    }),
    ...listeners.map(({ port }, at): [string, Listener] => [
      pick(listenerNames, at),
      {
        port: pick(ports, port),
        protocol: "HTTPS",
        crossMesh: true,
        hostname: `${pick(listenerNames, at)}.${name.toLowerCase()}.mesh`,
        ...(isNodePort ? { nodePort: 30000 + index * ports.length + (port % ports.length) } : {}),
      },
    ]),
  ]),
  ...(isNodePort ? { service: { type: "NodePort" } } : {}),
  ...(hasAddress ? { address: { host: `${name.toLowerCase()}.example` } } : {}),
  ...(replicas === undefined ? {} : { replicas }),
});

const otherExposes = (gateway: string, others: string[]): Record<string, ExposeSpec> =>
  Object.fromEntries(
    others.map((listener): [string, ExposeSpec] => [
      `${gateway}-${listener}`,
      { gateway, listener, service: { name: "other", namespace: "backend", port: 9000 } },
    ]),
  );

const exposesOf = (gateway: string, { listeners, others }: Plan["gateways"][number]): Record<string, ExposeSpec> =>
  Object.fromEntries(
    listeners.flatMap(({ exposes, traffic }, at) =>
      exposes.map((path, index): [string, ExposeSpec] => [
        `${gateway}-${pick(listenerNames, at)}${index}`,
        {
          gateway,
          ...(listeners.length === 1 && others.length === 0 ? {} : { listener: pick(listenerNames, at) }),
          service: { name: `service${index}`, namespace: "backend", port: 8080 },
          ...(path === undefined ? {} : { path }),
          ...pick(exposeTraffic, traffic + index),
        },
      ]),
    ),
  );

function permissionOf(
  { listener, expose, from, http }: Plan["permissions"][number],
  gateway: string,
  { meshGateways, exposes, meshes }: MeshSide,
): CrossMeshPermissionSpec {
  const all = meshGateways[gateway]?.listeners ?? {};
  // what a permission says of requests fits no listener of connections
  const listeners = Object.keys(all).filter(
    (name) => all[name]?.crossMesh === true && (http === undefined || all[name].protocol === "HTTPS"),
  );
  const hasOthers = Object.values(all).some(({ crossMesh, protocol }) => crossMesh === true && protocol !== "HTTPS");
  const mustName = http !== undefined && hasOthers;
  const named = listener === undefined && !mustName ? undefined : pick(listeners, listener ?? 0);
  const behind = Object.keys(exposes).filter((name) => {
    const { gateway: host, listener: at = listeners[0] ?? "" } = exposes[name] ?? {};
    return host === gateway && listeners.includes(at) && (named === undefined || at === named);
  });
  return {
    gateway,
    ...(named === undefined ? {} : { listener: named }),
    ...(expose === undefined || behind.length === 0 ? {} : { expose: pick(behind, expose) }),
    from: from.map(({ mesh, ...caller }): Caller => ({
      mesh: mesh === undefined ? "*" : pick(Object.keys(meshes), mesh),
      ...identityOf(caller),
    })),
    ...(http === undefined
      ? {}
      : {
          http: http.map(({ method, path }): HttpMatch => ({
            ...(method === undefined ? {} : { method }),
            ...(path === undefined ? {} : { path }),
          })),
        }),
  };
}

const identityOf = ({ namespace, serviceAccount }: { namespace?: number; serviceAccount?: number }) =>
  namespace === undefined
    ? {}
    : {
        namespace: pick(namespaces, namespace),
        ...(serviceAccount === undefined ? {} : { serviceAccount: pick(serviceAccounts, serviceAccount) }),
      };

function routeOf(route: Plan["routes"][number], name: string, { meshes, exposes, meshGateways }: MeshSide): RouteSpec {
  const mesh = pick(Object.keys(meshes), route.mesh);
  const isVia = route.isVia && `${mesh}Exit` in meshGateways;
  const known = Object.entries(exposes).flatMap(([exposeName, declared]) => (isForMeshes(declared) ? exposeName : []));
  const expose = pick(known, route.expose);
  const isBytes = listenerNamed(exposes[expose])?.protocol !== undefined;
  return {
    from: {
      mesh,
      ...identityOf(route),
      ...(route.namespace !== undefined && route.hasLabels ? { labels: { app: "checkout" } } : {}),
    },
    ...(isBytes ? { to: { expose } } : placesOf(route, expose, exposes)),
    ...(isBytes || route.rules.length === 0 ? {} : { rules: route.rules }),
    ...(isBytes ? {} : (Object.assign({}, ...route.traffic) as Partial<RouteSpec>)),
    hostname: `${name}${route.domain}`,
    ...(isBytes
      ? { port: 20000 + Number(name.replace(/\D/g, "")) }
      : route.port === undefined
        ? {}
        : { port: route.port }),
    ...(isVia ? { via: `${mesh}Exit` } : {}),
    ...(route.timeout === undefined || isBytes ? {} : { timeout: route.timeout }),
    ...(route.attempts === undefined || isBytes ? {} : { retries: { attempts: route.attempts } }),
    ...(route.createNamespace === undefined ? {} : { createNamespace: route.createNamespace }),
  };
}

/** The listener of an Expose if it is one of `otherListeners`. */
const listenerNamed = (expose: ExposeSpec | undefined): Partial<Listener> | undefined =>
  expose?.listener === undefined ? undefined : otherListeners[expose.listener];

const isForMeshes = (expose: ExposeSpec): boolean => listenerNamed(expose)?.crossMesh !== false;

/** Where a Route leads to: one Expose, or two behind listeners of their own. */
function placesOf({ other, use }: Plan["routes"][number], first: string, exposes: MeshSide["exposes"]) {
  const place = ({ gateway, listener }: ExposeSpec = {}): string => JSON.stringify([gateway, listener]);
  const others = Object.keys(exposes).filter(
    (name) => listenerNamed(exposes[name]) === undefined && place(exposes[name]) !== place(exposes[first]),
  );
  const second = others.length === 0 ? undefined : pick(others, other);
  if (second === undefined || use === "plain") return { to: { expose: first } };
  if (use === "failover") return { to: { expose: first }, failover: [second] };
  if (use === "mirror") return { to: { expose: first }, mirror: { expose: second, percent: 10 } };
  return {
    to: {
      weighted: [
        { expose: first, weight: 9 },
        { expose: second, weight: 1 },
      ],
    },
  };
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  if (picked === undefined && list.length === 0) throw new Error("nothing to pick from");
  return picked as T;
}
