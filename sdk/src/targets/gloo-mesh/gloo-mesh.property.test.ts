import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../fabric/check.js";
import type { CheckedFabric } from "../../fabric/checked.js";
import { decide } from "../../reach/decide.js";
import { targetRules } from "../availability.js";
import { planFabric } from "../plan.js";
import { settledObjects } from "../testing/planned.js";
import { glooFabrics, type GlooSide, namespaces, serviceAccounts } from "./testing/fabrics.js";
import { glooErrors } from "./testing/gloo-errors.js";
import { istioVerdict } from "./testing/istio-verdict.js";
import { danglingReferences } from "./testing/references.js";

const runs = { numRuns: 60 };

function checked(spec: GlooSide): CheckedFabric {
  const { fabric, problems } = checkFabric("test", spec, targetRules);
  if (problems !== undefined) throw new Error(JSON.stringify(problems, null, 1));
  return fabric;
}

const request = fc.record({
  namespace: fc.constantFrom(...namespaces, "none"),
  serviceAccount: fc.constantFrom(...serviceAccounts, "none"),
  method: fc.constantFrom("GET", "POST"),
  path: fc.constantFrom("/", "/charges", "/charges/1", "/chargesx", "/status"),
  headers: fc.constantFrom<Record<string, string>>({}, { "x-tenant": "t1" }, { "x-tenant": "u", "x-debug": "" }),
});

describe("what Gloo Mesh and Istio are told of any Fabric", () => {
  it("has the fields and keeps the rules that the digest derives, and leads to what is there", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(glooFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const { kind } of objects) kinds.add(kind);
        expect(glooErrors(objects.map(({ object }) => object as never))).toEqual([]);
        expect([...danglingReferences(objects, spec)]).toEqual([]);
      }),
      runs,
    );
    // a property of few kinds would say little
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        "VirtualGateway",
        "RouteTable",
        "RetryTimeoutPolicy",
        "AccessPolicy",
        "HeaderManipulationPolicy",
        "DestinationRule",
        "Secret",
      ]),
    );
  });

  it("has each object once, under a name that Kubernetes takes", () => {
    fc.assert(
      fc.property(glooFabrics(), (spec) => {
        const { objects } = planFabric("test", spec);
        const places = objects.map(({ cluster, object: { apiVersion, kind, metadata } }) =>
          [cluster, apiVersion, kind, metadata.namespace, metadata.name].join(" "),
        );
        expect(new Set(places).size).toBe(places.length);
        const ids = objects.map(({ owner, id }) => JSON.stringify([owner, id]));
        expect(new Set(ids).size).toBe(ids.length);
        for (const { object } of objects)
          expect(object.metadata.name).toMatch(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/);
      }),
      runs,
    );
  });

  it("is the same in whatever order it is declared", () => {
    const reversed = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).reverse()) as T;
    fc.assert(
      fc.property(glooFabrics(), (spec) => {
        const other = Object.fromEntries(Object.entries(spec).map(([kind, all]) => [kind, reversed(all)]));
        expect(JSON.stringify(settledObjects(other))).toBe(JSON.stringify(settledObjects(spec)));
      }),
      runs,
    );
  });
});

describe("who may call", () => {
  it("an ingress gateway is who the permissions say, and nobody else", () => {
    let [allowed, refused] = [0, 0];
    fc.assert(
      fc.property(glooFabrics(), fc.array(request, { minLength: 20, maxLength: 20 }), (spec, requests) => {
        const fabric = checked(spec);
        const objects = settledObjects(spec);
        const gateways = fabric.gateways.filter(
          ({ mesh, role }) => mesh.target.kind === "gloo-mesh" && role === "ingress",
        );
        for (const gateway of gateways) {
          const deployment = objects.find(
            ({ kind, name, cluster }) =>
              kind === "Deployment" && name === gateway.objectName && cluster === gateway.mesh.cluster.name,
          );
          if (deployment === undefined) throw new Error(`${gateway.name} has no pods`);
          for (const { hostname = "", port } of gateway.listeners)
            for (const { trustDomain } of fabric.meshes)
              for (const { namespace, serviceAccount, method, path, headers } of requests) {
                const isAllowed = istioVerdict(objects, deployment, {
                  principal: `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
                  host: hostname,
                  port,
                  method,
                  path,
                  headers,
                });
                const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
                const crossing = decide(fabric, {
                  gateway: gateway.name,
                  port,
                  hostname,
                  caller: { trustDomain, namespace, serviceAccount },
                  method,
                  path,
                  headers: lower,
                });
                // where nothing is exposed the gateway has no route, whoever calls
                const isExposed = gateway.listeners.some(
                  (listener) =>
                    listener.hostname === hostname &&
                    listener.exposes.some((expose) => pathFitsExpose(expose.path, path)),
                );
                if (!isExposed) continue;
                expect(isAllowed).toBe(crossing !== undefined);
                if (isAllowed) allowed += 1;
                else refused += 1;
              }
        }
      }),
      runs,
    );
    expect(allowed).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(50);
  });

  it("a hostname through an egress gateway is who has a Route to it, or the east-west gateway for them", () => {
    let [allowed, refused] = [0, 0];
    fc.assert(
      fc.property(
        glooFabrics(),
        fc.constantFrom(...namespaces),
        fc.constantFrom(...serviceAccounts),
        (spec, namespace, serviceAccount) => {
          const fabric = checked(spec);
          const objects = settledObjects(spec);
          for (const route of fabric.routes) {
            const exit = route.via ?? { objectName: `${route.mesh.objectName}-egress`, mesh: route.mesh };
            const deployment = objects.find(
              ({ kind, name, cluster }) =>
                kind === "Deployment" && name === exit.objectName && cluster === exit.mesh.cluster.name,
            );
            if (deployment === undefined) throw new Error(`no egress gateway for ${route.name}`);
            for (const mesh of fabric.meshes.filter(({ target }) => target.kind === "gloo-mesh")) {
              const seen = istioVerdict(objects, deployment, {
                principal: `${mesh.trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
                host: route.hostname,
                port: 10443,
                method: "GET",
                path: "/",
                headers: {},
              });
              const has = fabric.routes.some(
                (other) =>
                  other.hostname === route.hostname &&
                  other.mesh === mesh &&
                  mesh.cluster.name === exit.mesh.cluster.name &&
                  (other.namespace ?? namespace) === namespace &&
                  (other.serviceAccount ?? serviceAccount) === serviceAccount,
              );
              expect(seen).toBe(has);
              if (seen) allowed += 1;
              else refused += 1;
            }
          }
        },
      ),
      runs,
    );
    expect(allowed).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(10);
  });
});

const pathFitsExpose = (expose: { exact?: string; prefix?: string } | undefined, path: string): boolean => {
  const { exact, prefix = "/" } = expose ?? {};
  return exact === undefined ? prefix === "/" || path === prefix || path.startsWith(`${prefix}/`) : path === exact;
};
