import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { type MeshSide, shopAndPayments, validFabricsOfAllListeners } from "../../fabric/testing/fabrics.js";
import { Pending } from "../emitted.js";
import { planFabric } from "../plan.js";
import { configFiles, objectNamed, type Settled, settledObjects } from "../testing/planned.js";

const runs = { numRuns: 60 };
const place = ({ cluster, namespace, kind, name }: Settled): string => JSON.stringify([cluster, namespace, kind, name]);

/** The Fabric with names as long as they may be, and foreign names as long as Kubernetes takes them. */
function longestNames(): Record<string, unknown> {
  const name = (start: string): string => start.padEnd(40, "x");
  const label = (start: string): string => start.padEnd(63, "y");
  const { meshes, meshGateways, exposes, crossMeshPermissions, routes } = shopAndPayments();
  const [shop, payments, edge, exit, api, charges] = ["s", "p", "e", "q", "a", "c"].map(name) as [string, ...string[]];
  const from = { mesh: shop, namespace: label("n"), serviceAccount: label("u"), labels: { app: "checkout" } };
  return {
    meshes: { [shop]: meshes.shop, [payments ?? ""]: meshes.payments },
    meshGateways: {
      [edge ?? ""]: { mesh: payments, listeners: { [api ?? ""]: meshGateways.edge.listeners.api } },
      [exit ?? ""]: { mesh: shop, role: "egress" },
    },
    exposes: { [charges ?? ""]: { ...exposes.charges, gateway: edge, listener: api } },
    crossMeshPermissions: {
      [name("m")]: { ...crossMeshPermissions.checkoutMayCharge, gateway: edge, from: [{ mesh: shop }] },
    },
    routes: {
      [name("r")]: { ...routes.charge, from, to: { expose: charges } },
      [name("t")]: { ...routes.charge, from, to: { expose: charges }, hostname: "other.mesh", via: exit },
    },
  };
}

describe("names of objects", () => {
  it("are each object's own in its cluster, namespace and kind", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const places = settledObjects(spec).map(place);
        expect(new Set(places).size).toBe(places.length);
      }),
      runs,
    );
  });

  it("give each resource of Pulumi a name of its own below its owner", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const { objects, certificates } = planFabric("test", spec);
        const names = [...objects, ...certificates].map(({ owner, id }) =>
          JSON.stringify([owner?.kind, [owner?.name, id].join("-")]),
        );
        expect(new Set(names).size).toBe(names.length);
      }),
      runs,
    );
  });

  it("and labels and keys fit Kubernetes, however long the declared names", () => {
    for (const { object } of settledObjects(longestNames())) {
      const { name, namespace, labels = {} } = object.metadata;
      expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      if (namespace !== undefined) expect(namespace).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      for (const value of Object.values(labels)) expect(value).toMatch(/^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/);
      for (const port of object.spec?.ports ?? []) expect(port.name.length).toBeLessThanOrEqual(15);
      for (const key of Object.keys(object.data ?? {})) expect(key).toMatch(/^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/);
    }
  });

  it("carry the labels by which everything of Isthmus is found", () => {
    for (const { object } of settledObjects(longestNames()))
      expect(object.metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "isthmus" });
  });
});

describe("private keys", () => {
  it("stand in Secrets and nowhere else", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        for (const { kind, object } of settledObjects(spec)) {
          if (kind !== "Secret") {
            expect(JSON.stringify(object)).not.toMatch(/KEY\(|S0VZK/);
            continue;
          }
          for (const [name, value] of Object.entries(object.data)) {
            expect(atob(value)).toMatch(name.endsWith(".key") ? /^KEY\(leaf:/ : /^CERT\(leaf:/);
          }
        }
      }),
      runs,
    );
  });

  it("are marked as secret where they are waited for, and nothing else is", () => {
    const pending: [string, boolean][] = [];
    const visit = (value: unknown, path: string): void => {
      if (value instanceof Pending) pending.push([path, value.secret]);
      else if (typeof value === "object" && value !== null)
        for (const [field, child] of Object.entries(value)) visit(child, `${path}/${field}`);
    };
    for (const { object } of planFabric("test", shopAndPayments()).objects) visit(object, object.kind);
    expect(pending.filter(([, secret]) => secret).map(([path]) => path)).toEqual([
      "Secret/data/edge.key",
      "Secret/data/shop-egress.key",
    ]);
    expect(pending.filter(([, secret]) => !secret)).toHaveLength(4);
  });

  it("of roots and issuers stand in no object at all", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const text = settledObjects(spec)
          .flatMap(({ kind, object }) => (kind === "Secret" ? Object.values(object.data).map(atob) : []))
          .join();
        expect(text).not.toMatch(/KEY\((?:root|issuer):/);
      }),
      runs,
    );
  });
});

describe("a plan", () => {
  it("is the same byte for byte for the same input", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        expect(JSON.stringify(settledObjects(structuredClone(spec)))).toBe(JSON.stringify(settledObjects(spec)));
      }),
      runs,
    );
  });

  it("does not depend on the order of declarations", () => {
    const reversed = (record: object): object => Object.fromEntries(Object.entries(record).reverse());
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const other = reversed(Object.fromEntries(Object.entries(spec).map(([kind, of]) => [kind, reversed(of)])));
        expect(JSON.stringify(settledObjects(other))).toBe(JSON.stringify(settledObjects(spec)));
      }),
      runs,
    );
  });

  it("changes by a permission in route tables, and in listeners of connections, only", () => {
    const withPermissions = validFabricsOfAllListeners().filter(
      ({ crossMeshPermissions }) => Object.keys(crossMeshPermissions).length > 0,
    );
    fc.assert(
      fc.property(withPermissions, fc.nat({ max: 59 }), (spec, choice) => {
        const names = Object.keys(spec.crossMeshPermissions);
        const crossMeshPermissions = without(spec.crossMeshPermissions, names[choice % names.length]);
        const changed = changes(spec, { ...spec, crossMeshPermissions });
        for (const [, path] of changed)
          expect(path).toMatch(/^ConfigMap\/data\/(?:rds-[\w.-]+\.yaml|lds\.json|sds-peers-listener-[\w.-]+\.json)$/);
      }),
      runs,
    );
  });

  it("keeps every object of other Routes as it is when one goes, but the files and ports of its own door", () => {
    const withRoutes = validFabricsOfAllListeners().filter(({ routes }) => Object.keys(routes).length > 1);
    fc.assert(
      fc.property(withRoutes, (spec) => {
        const routes = without(spec.routes, Object.keys(spec.routes)[0]);
        for (const [kind, path] of changes(spec, { ...spec, routes }))
          if (kind === "changed")
            expect(path).toMatch(/^(?:ConfigMap\/data|Secret\/data|NetworkPolicy\/spec|Service\/spec\/ports)/);
      }),
      runs,
    );
  });

  it("keeps the owner of what several Routes share, whichever of them comes and goes", () => {
    const { routes, ...rest } = shopAndPayments();
    const second = { ...routes.charge, port: 81 };
    const ownersOf = (input: unknown): Record<string, string> =>
      Object.fromEntries(
        planFabric("test", input).objects.map(({ owner, id, object }) => [
          `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`,
          JSON.stringify([owner, id]),
        ]),
      );
    const both = ownersOf({ ...rest, routes: { ...routes, another: second, zebra: { ...second, port: 82 } } });
    const one = ownersOf({ ...rest, routes });
    expect(both).toMatchObject(one);
    expect(Object.keys(one)).toContain("Service mesh/payments");
  });
});

const without = <T>(record: Record<string, T>, name: string | undefined): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([other]) => other !== name));

/** What differs between the objects of two Fabrics: whole objects, or leaves by path, lists as one. */
function changes(before: MeshSide, after: MeshSide): ["added" | "removed" | "changed", string][] {
  const [old, now] = [before, after].map((spec) => new Map(settledObjects(spec).map((each) => [place(each), each])));
  if (old === undefined || now === undefined) return [];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): ["added" | "removed" | "changed", string][] => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === undefined) return [["added", is?.kind ?? ""]];
    if (is === undefined) return [["removed", was.kind]];
    return differences(was.object, is.object).map((path) => ["changed", `${was.kind}${path}`]);
  });
}

function differences(a: unknown, b: unknown, path = ""): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isRecord(a) || !isRecord(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}/${key}`),
  );
}

/** The route tables of the generator's listeners for outsiders. */
const outsiderFiles = ["rds-http_80.yaml", "rds-shop.yaml"];

describe("Envoy's configuration", () => {
  it("names no file that the pod does not mount, and mounts none that nothing names", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const objects = settledObjects(spec);
        for (const { object } of objects.filter(({ kind }) => kind === "Deployment")) {
          const pod = object.spec.template.spec;
          const { containers, volumes } = pod;
          const { args, volumeMounts } = containers[0] ?? { args: [], volumeMounts: [] };
          const data = configFiles(objects, pod);
          const { data: keys } = objectNamed(objects, "Secret", volumes[1]?.secret?.secretName ?? "");
          const [configPath, secretPath, ...serverPaths] = volumeMounts.map(({ mountPath }) => mountPath);
          const mounted = [
            ...Object.keys(data).map((file) => `${configPath}/${file}`),
            ...Object.keys(keys).map((file) => `${secretPath}/${file}`),
            // of Secrets that somebody else makes
            ...serverPaths.flatMap((path) => [`${path}/tls.crt`, `${path}/tls.key`]),
          ];
          const text = [...args, ...Object.values(data)].join();
          const named =
            text.match(
              /\/etc\/isthmus\/(?:servers\/[\w.-]+\/|[a-z]+\/)tls\.(?:crt|key)|\/etc\/isthmus\/(?:config|certificates)\/[\w.-]+/g,
            ) ?? [];
          expect([...new Set(named)].sort()).toEqual(mounted.sort());
        }
      }),
      runs,
    );
  });

  it("denies by default on every route, whatever is permitted", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (spec) => {
        const objects = settledObjects(spec);
        for (const { object } of objects.filter(({ kind }) => kind === "Deployment")) {
          const files = configFiles(objects, object.spec.template.spec);
          const isIngress = files["lds.json"]?.includes("require_client_certificate") ?? false;
          const tables = Object.entries(files).filter(([file]) => isIngress && file.startsWith("rds-"));
          if (isIngress) expect(tables.length).toBeGreaterThan(0);
          const outside = new Set(outsiderFiles);
          for (const route of tables.flatMap(([file, text]) => (outside.has(file) ? [] : routesIn(text)))) {
            const { matcher } = route.typed_per_filter_config["envoy.filters.http.rbac"].rbac;
            expect(matcher.on_no_match.action.typed_config).toMatchObject({ name: "default-deny", action: "DENY" });
          }
        }
      }),
      runs,
    );
  });
});

interface IngressRoute {
  typed_per_filter_config: {
    "envoy.filters.http.rbac": { rbac: { matcher: { on_no_match: { action: { typed_config: unknown } } } } };
  };
}

const routesIn = (table: string): IngressRoute[] =>
  (
    parse(table, { maxAliasCount: -1 }) as { resources: { virtual_hosts: { routes: IngressRoute[] }[] }[] }
  ).resources.flatMap(({ virtual_hosts }) => virtual_hosts.flatMap(({ routes }) => routes));
