import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { planFabric } from "../plan.js";
import { settledObjects, type Settled } from "../testing/planned.js";
import { gatewayApiFabrics } from "./testing/generated.js";

const runs = { numRuns: 60 };

/** The fields that these tests read. */
interface Spec {
  parentRefs?: Reference[];
  targetRefs?: Reference[];
  listeners?: { name: string; port: number; tls?: { certificateRefs?: Reference[] } }[];
  rules?: { backendRefs?: Reference[]; filters?: { extensionRef?: Reference }[]; matches?: unknown[] }[];
  authorization?: { defaultAction: string; rules?: { action: string; cel: string }[] };
  validation?: { caCertificateRefs?: Reference[] };
  tls?: {
    clientCertificateRef?: Reference;
    frontend?: { default: { validation: { caCertificateRefs: Reference[] } } };
  };
  infrastructure?: { parametersRef?: Reference };
  to?: Reference[];
}
interface Reference {
  group?: string;
  kind?: string;
  name: string;
  namespace?: string;
  sectionName?: string;
}

const specOf = ({ object }: Settled): Spec => object.spec as unknown as Spec;

/** What an object refers to, in its own namespace or another. */
function references(object: Settled): Reference[] {
  const spec = specOf(object);
  return [
    ...(spec.parentRefs ?? []),
    ...(object.kind === "ReferenceGrant" ? [] : (spec.targetRefs ?? [])),
    ...(spec.listeners ?? []).flatMap(({ tls }) => tls?.certificateRefs ?? []),
    ...(Array.isArray(spec.rules) ? spec.rules : []).flatMap(({ backendRefs = [], filters = [] }) => [
      ...backendRefs,
      ...filters.flatMap(({ extensionRef }) => extensionRef ?? []),
    ]),
    ...(spec.validation?.caCertificateRefs ?? []),
    ...[spec.tls?.clientCertificateRef ?? []].flat(),
    ...(spec.tls?.frontend?.default.validation.caCertificateRefs ?? []),
    ...[spec.infrastructure?.parametersRef ?? []].flat(),
  ];
}

/** What users bring: their Services, and the Secrets of their listeners for outsiders. */
const isTheirs = ({ kind, name }: Reference): boolean =>
  kind === "Service" || (kind === "Secret" && !/\./.test(name)) || name === "shop.example";

/** The family calls gateways that take calls `MESHEdgeINDEX`, and a mesh's own way out `MESHExit`, or `MESH-egress`. */
const isCalled = (gateway: string): boolean => gateway.includes("-edge");

const gatewayApiKinds = [
  "Gateway",
  "ListenerSet",
  "HTTPRoute",
  "GRPCRoute",
  "TLSRoute",
  "TCPRoute",
  "SecurityPolicy",
  "ClientTrafficPolicy",
  "BackendTrafficPolicy",
  "Backend",
  "BackendTLSPolicy",
];

describe("any Fabric on target gateway-api", () => {
  it("has no reference that leads nowhere", () => {
    fc.assert(
      fc.property(gatewayApiFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const keyOf = (
          cluster: string | undefined,
          kind: string,
          namespace: string | undefined,
          name: string,
        ): string => JSON.stringify([cluster, kind, namespace, name]);
        const there = new Map(objects.map((one) => [keyOf(one.cluster, one.kind, one.namespace, one.name), one]));
        for (const object of objects.filter(({ kind }) => gatewayApiKinds.includes(kind)))
          for (const reference of references(object)) {
            if (isTheirs(reference)) continue;
            const { kind = "", name, namespace = object.namespace, sectionName } = reference;
            const found = there.get(keyOf(object.cluster, kind, namespace, name));
            expect([object.kind, object.name, kind, name, found?.kind]).toEqual([
              object.kind,
              object.name,
              kind,
              name,
              kind,
            ]);
            if (sectionName === undefined || found === undefined || !["Gateway", "ListenerSet"].includes(kind))
              continue;
            expect(specOf(found).listeners?.map((listener) => listener.name)).toContain(sectionName);
          }
      }),
      runs,
    );
  });

  it("lets nobody in that no permission names, and asks what denies first", () => {
    let both = 0;
    fc.assert(
      fc.property(gatewayApiFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const closed = settledObjects({ ...spec, crossMeshPermissions: {} });
        for (const one of closed.filter(({ kind }) => kind === "SecurityPolicy"))
          if (!one.name.endsWith(".open")) expect(specOf(one).authorization).toEqual({ defaultAction: "Deny" });
        for (const one of objects.filter(({ kind }) => kind === "SecurityPolicy")) {
          const { rules = [], defaultAction } = specOf(one).authorization ?? { defaultAction: "none" };
          if (one.name.endsWith(".open")) continue;
          expect(defaultAction).toBe("Deny");
          const actions = rules.map(({ action }) => action);
          expect(actions).toEqual([...actions].sort().reverse());
          if (new Set(actions).size === 2) both += 1;
          for (const { cel } of rules) expect(cel.length).toBeLessThanOrEqual(4096);
        }
      }),
      runs,
    );
    expect(both).toBeGreaterThan(0);
  });

  it("gives each Route for other meshes a policy of its own, and each Gateway one that denies", () => {
    fc.assert(
      fc.property(gatewayApiFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const targeted = new Set(
          objects
            .filter(({ kind }) => kind === "SecurityPolicy")
            .flatMap((one) =>
              (specOf(one).targetRefs ?? []).map((ref) =>
                JSON.stringify([one.cluster, one.namespace, ref.kind, ref.name, ref.sectionName]),
              ),
            ),
        );
        for (const route of objects.filter(({ kind, name }) => kind === "HTTPRoute" && !name.includes(".route."))) {
          const [parent] = specOf(route).parentRefs ?? [];
          const keys = [
            [route.cluster, route.namespace, "HTTPRoute", route.name, undefined],
            [route.cluster, route.namespace, parent?.kind, parent?.name, parent?.sectionName],
          ].map((key) => JSON.stringify(key));
          expect(keys.filter((key) => targeted.has(key))).toHaveLength(1);
        }
        for (const gateway of objects.filter(({ kind, name }) => kind === "Gateway" && isCalled(name))) {
          const denial = objects.find(
            ({ kind, name, cluster, namespace }) =>
              kind === "SecurityPolicy" &&
              name === `${gateway.name}.default-deny` &&
              cluster === gateway.cluster &&
              namespace === gateway.namespace,
          );
          expect(denial && specOf(denial)).toEqual({
            targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.name }],
            authorization: { defaultAction: "Deny" },
          });
        }
      }),
      runs,
    );
  });

  it("fits the names and counts of Gateway API, each object once", () => {
    fc.assert(
      fc.property(gatewayApiFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const keys = objects.map(({ cluster, kind, namespace, name }) =>
          JSON.stringify([cluster, kind, namespace, name]),
        );
        expect(new Set(keys).size).toBe(keys.length);
        for (const { kind, name, object } of objects) {
          expect(name.length).toBeLessThanOrEqual(kind === "Service" ? 63 : 253);
          const { listeners = [], rules = [] } = object.spec === undefined ? {} : (object.spec as unknown as Spec);
          expect(listeners.length).toBeLessThanOrEqual(64);
          expect(new Set(listeners.map((listener) => listener.name)).size).toBe(listeners.length);
          if (kind === "HTTPRoute") expect(rules.length).toBeLessThanOrEqual(16);
        }
        const plan = planFabric("test", spec);
        expect(new Set(plan.objects.map(({ owner, id, cluster }) => JSON.stringify([owner, id, cluster]))).size).toBe(
          plan.objects.length,
        );
      }),
      runs,
    );
  });

  it("is the same byte for byte, whatever order it is declared in", () => {
    fc.assert(
      fc.property(gatewayApiFabrics(), (spec) => {
        const turned = Object.fromEntries(
          Object.entries(spec).map(([kind, declarations]) => [
            kind,
            Object.fromEntries(Object.entries(declarations).reverse()),
          ]),
        );
        expect(JSON.stringify(settledObjects(turned))).toBe(JSON.stringify(settledObjects(spec)));
      }),
      runs,
    );
  });

  it("is not empty: of what is drawn, each kind is realised here", () => {
    // one Fabric in five has a Backend, the rarest of them, so that no seed fails by chance
    const kinds = fc.sample(gatewayApiFabrics(), 100).flatMap((spec) => settledObjects(spec).map(({ kind }) => kind));
    expect([...new Set(kinds)]).toEqual(
      expect.arrayContaining(["Gateway", "HTTPRoute", "SecurityPolicy", "Backend", "TCPRoute"]),
    );
  });
});
