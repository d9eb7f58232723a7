import fc from "fast-check";
import type { Caller, CrossMeshPermissionSpec } from "../../../../model/cross-mesh-permission.js";
import type { ServiceProtocol } from "../../../../model/choices.js";
import type { ExposeSpec } from "../../../../model/expose.js";
import type { FabricSpec } from "../../../../model/fabric.js";
import type { HttpMatch } from "../../../../model/http-match.js";
import type { Listener, MeshGatewaySpec } from "../../../../model/mesh-gateway.js";
import type { RouteSpec } from "../../../../model/route.js";

const kumaMeshes = ["expose", "consume", "searchIndex"];
const listenerNames = ["api", "adminApi"];
const ports = [8080, 443, 30080];
const offers: Partial<ExposeSpec>[] = [
  {},
  { path: { prefix: "/api" }, rewrite: { prefix: "/" }, requestHeaders: { set: { "X-A": "1" }, remove: ["x-b"] } },
  { path: { prefix: "/api/v2" }, rewrite: { prefix: "/v2" } },
  { path: { exact: "/status" }, rewrite: { path: "/healthy" }, responseHeaders: { add: { "x-c": "%" } } },
];
const protocols: ServiceProtocol[] = ["HTTP", "GRPC", "HTTP2"];
const callers: Omit<Caller, "mesh">[] = [
  {},
  { namespace: "web" },
  { namespace: "web", service: "client" },
  { namespace: "jobs", service: "nightly" },
];
const requests: (HttpMatch[] | undefined)[] = [
  undefined,
  [{}],
  [{ method: "GET", path: { prefix: "/api" } }, { path: { exact: "/status" } }],
  [{ path: { regex: "/api/[0-9]+" }, headers: [{ name: "x-role", prefix: "w" }] }],
  [{ query: [{ name: "draft", present: false }] }],
];
const treatments: Partial<RouteSpec>[] = [
  {},
  { timeout: "0.5s" },
  { retries: { attempts: 3, perTryTimeout: "1s", statusCodes: [503, 500] } },
];

const choice = fc.nat({ max: 59 });
const some = <T>(arbitrary: fc.Arbitrary<T>, minLength = 0) => fc.array(arbitrary, { minLength, maxLength: 3 });

const plan = fc.record({
  meshes: fc.subarray(kumaMeshes, { minLength: 1 }),
  isProvided: fc.boolean(),
  systemNamespace: fc.constantFrom(undefined, "mesh-system"),
  gateways: some(
    fc.record({
      mesh: choice,
      listeners: fc.array(fc.record({ port: choice, offers: fc.subarray(offers) }), { minLength: 1, maxLength: 2 }),
      service: fc.constantFrom<MeshGatewaySpec["service"]>(
        undefined,
        {},
        { type: "LoadBalancer", annotations: { a: "b" } },
      ),
      maxConnections: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    }),
  ),
  permissions: some(
    fc.record({
      gateway: choice,
      isDeny: fc.boolean(),
      from: some(fc.record({ mesh: choice, caller: choice }), 1),
      http: fc.constantFrom(...requests),
    }),
  ),
  uses: some(fc.record({ mesh: choice, expose: choice, treatment: choice })),
  partners: fc.subarray(["near", "far", "vouched", "server"]),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/**
 * Valid Fabrics of meshes on Kuma 2.14: gateways with up to two listeners, permissions of all kinds, Routes to gateways
 * of the same Kuma, and Routes out of it to a standalone mesh in the same and in another cluster, and to external
 * gateways.
 */
export const kumaFabrics = (): fc.Arbitrary<FabricSpec> => plan.map(fabricOf);

function fabricOf({ meshes, isProvided, systemNamespace, gateways, permissions, uses, partners }: Plan): FabricSpec {
  const target = { kind: "kuma" as const, version: "2.14", ...(systemNamespace !== undefined && { systemNamespace }) };
  const meshGateways: Record<string, MeshGatewaySpec> = {};
  const exposes: Record<string, ExposeSpec> = {};
  for (const [index, gateway] of gateways.entries()) {
    const name = `edgeGateway${index}`;
    meshGateways[name] = gatewayOf(name, pick(meshes, gateway.mesh), gateway);
    Object.assign(exposes, exposesOf(name, gateway));
  }
  const names = Object.keys(meshGateways);
  const spec = {
    meshes: Object.fromEntries(
      meshes.map((name) => [
        name,
        {
          ...{ trustDomain: name === "searchIndex" ? "search-index" : name, target, namespace: "gateways" },
          ...(isProvided && { trust: { mode: "provided" as const, secretName: "own" } }),
        },
      ]),
    ),
    meshGateways,
    exposes,
    crossMeshPermissions:
      names.length === 0
        ? {}
        : Object.fromEntries(
            permissions.map((permission, index) => [
              `may${index}`,
              permissionOf(permission, pick(names, permission.gateway), meshes),
            ]),
          ),
    routes: Object.keys(exposes).length === 0 ? {} : routesOf(uses, meshes, { meshGateways, exposes }),
  };
  return withPartners(spec, partners, pick(meshes, 0));
}

const gatewayOf = (
  name: string,
  mesh: string,
  { listeners, service, maxConnections }: Plan["gateways"][number],
): MeshGatewaySpec => ({
  mesh,
  ...(service !== undefined && { service }),
  listeners: Object.fromEntries(
    listeners.map(({ port }, at): [string, Listener] => [
      pick(listenerNames, at),
      {
        ...{ port: pick(ports, port), protocol: "HTTPS", crossMesh: true },
        hostname: `${pick(listenerNames, at).toLowerCase()}.${name.toLowerCase()}.mesh`,
        ...(maxConnections !== undefined && { maxConnections }),
      },
    ]),
  ),
});

const exposesOf = (gateway: string, { listeners }: Plan["gateways"][number]): Record<string, ExposeSpec> =>
  Object.fromEntries(
    listeners.flatMap(({ offers: chosen }, at) =>
      chosen.map((offer, index): [string, ExposeSpec] => [
        `${gateway}-${at}-${index}`,
        {
          gateway,
          listener: pick(listenerNames, at),
          service: { name: `service${index}`, namespace: "app", port: 80, protocol: pick(protocols, index) },
          ...offer,
        },
      ]),
    ),
  );

const permissionOf = (
  { isDeny, from, http }: Plan["permissions"][number],
  gateway: string,
  meshes: string[],
): CrossMeshPermissionSpec => ({
  gateway,
  ...(isDeny && { action: "deny" }),
  from: from.map(({ mesh, caller }) => ({ mesh: pick(meshes, mesh), ...pick(callers, caller) })),
  ...(http !== undefined && { http }),
});

/** One Route to each listener of a mesh, and one treatment of each port. */
function routesOf(
  uses: Plan["uses"],
  meshes: string[],
  { meshGateways, exposes }: { meshGateways: Record<string, MeshGatewaySpec>; exposes: Record<string, ExposeSpec> },
): Record<string, RouteSpec> {
  const routes = new Map<string, RouteSpec>();
  const treated = new Map<string, Partial<RouteSpec>>();
  for (const { mesh, expose, treatment } of uses) {
    const name = pick(Object.keys(exposes), expose);
    const { gateway = "", listener = "" } = exposes[name] ?? {};
    const { hostname = "", port = 0 } = meshGateways[gateway]?.listeners?.[listener] ?? {};
    const from = pick(meshes, mesh);
    const place = `${gateway} ${port}`;
    treated.set(place, treated.get(place) ?? pick(treatments, treatment));
    routes.set(`${from}-${hostname}`, {
      from: { mesh: from },
      to: { expose: name },
      hostname,
      port,
      ...treated.get(place),
    });
  }
  return Object.fromEntries([...routes.values()].map((route, index) => [`useOf${index}`, route]));
}

const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

/** What a mesh calls outside its Kuma. */
function withPartners(spec: FabricSpec, partners: string[], mesh: string): FabricSpec {
  const from = { mesh };
  const hosted = {
    mesh: "pay",
    listeners: { api: { port: 8443, protocol: "HTTPS" as const, crossMesh: true, hostname: "pay.mesh" } },
  };
  const result: Required<Pick<FabricSpec, "clusters" | "externalGateways">> & FabricSpec = {
    ...spec,
    clusters: {},
    externalGateways: {},
  };
  if (partners.includes("near") || partners.includes("far")) {
    const isFar = partners.includes("far");
    result.clusters = isFar ? { far: {} } : {};
    result.meshes = {
      ...spec.meshes,
      pay: { trustDomain: "pay.example", target: { kind: "standalone" }, ...(isFar && { cluster: "far" }) },
    };
    result.meshGateways = {
      ...spec.meshGateways,
      payEdge: { ...hosted, ...(isFar && { address: { host: "pay.mesh" } }) },
    };
    result.exposes = {
      ...spec.exposes,
      charges: { gateway: "payEdge", service: { name: "charges", namespace: "pay", port: 80 } },
    };
    result.routes = {
      ...result.routes,
      charge: {
        from,
        to: { expose: "charges" },
        hostname: isFar ? "charges" : "pay.mesh",
        ...(isFar && { timeout: "2s" }),
      },
    };
  }
  if (partners.includes("vouched")) {
    const identity = { spiffeId: "spiffe://partner.example/gateway", bundle: pem };
    result.externalGateways["partner"] = { addresses: ["partner.example"], identity, trusts: [mesh] };
    result.routes = {
      ...result.routes,
      partner: { from, to: { externalGateway: "partner" }, hostname: "partner.calls", port: 443 },
    };
  }
  if (partners.includes("server")) {
    result.externalGateways["web"] = {
      addresses: ["192.0.2.1"],
      hostname: "web.example",
      protocol: "tls",
      tls: { bundle: pem },
    };
    result.routes = {
      ...result.routes,
      web: { from, to: { externalGateway: "web" }, hostname: "web.example", retries: { attempts: 1 } },
    };
  }
  return result;
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
