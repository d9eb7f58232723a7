import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CheckedFabric, CheckedRoute } from "../../../fabric/checked.js";
import { spiffeId } from "../../../trust/spiffe-id.js";
import { gatewayIdentity } from "../../crossing/gateway.js";
import { settle } from "../../emitted.js";
import { type Plan, planFabric } from "../../plan.js";
import { isOfVersion, KumaVersion } from "../version.js";
import { admissionErrors, type Manifest } from "./testing/admission.js";
import { letsThrough, type Proxy } from "./testing/enforcement.js";
import { kumaFabrics } from "./testing/kuma-fabrics.js";
import { danglingReferences } from "./testing/references.js";
import { removedIn } from "./testing/removed.js";

const runs = { numRuns: 60 };

/** A plan's objects with certificates of the right shape. */
function manifests({ objects, certificates }: Plan): Manifest[] {
  const pem = (label: string, name: string): string =>
    `-----BEGIN ${label}-----\n${btoa(name)}\n-----END ${label}-----\n`;
  const material = Object.fromEntries(
    certificates.map(({ name }) => [
      name,
      {
        certificate: pem("CERTIFICATE", name),
        privateKey: pem("PRIVATE KEY", name),
        revocations: pem("X509 CRL", name),
      },
    ]),
  );
  return objects.map(({ object }) => settle(object, material) as Manifest);
}

const isKuma = ({ target }: CheckedFabric["meshes"][number]): boolean => isOfVersion(target, KumaVersion.V3);

/** Identities that have something in common with those that count. */
const identities = ({ meshes, gateways }: CheckedFabric): string[] => [
  ...gateways.map(gatewayIdentity),
  ...gateways.map((gateway) => `${gatewayIdentity(gateway)}x`),
  ...meshes.flatMap(({ trustDomain }) =>
    ["web", "webs", "batch", "we"].flatMap((namespace) =>
      ["checkout", "refunds", "check"].flatMap((account) => [
        spiffeId(trustDomain, namespace, account),
        spiffeId(`${trustDomain}.evil`, namespace, account),
      ]),
    ),
  ),
];

const mayUse = ({ mesh, namespace, serviceAccount }: CheckedRoute, identity: string): boolean => {
  const [, trustDomain, callerNamespace, callerAccount] =
    /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(identity) ?? [];
  return (
    trustDomain === mesh.trustDomain &&
    (namespace ?? callerNamespace) === callerNamespace &&
    (serviceAccount ?? callerAccount) === callerAccount
  );
};

/** The doors that consumers of a Route call, by what Kuma makes of their Services. */
const doorsOf = (objects: Manifest[], { mesh, hostname, port }: CheckedRoute): Proxy[] =>
  objects.flatMap(({ kind, spec }): Proxy[] => {
    const generator = spec as { template: string; selector: { meshService: { matchLabels: Record<string, string> } } };
    if (kind !== "HostnameGenerator" || generator.template !== hostname) return [];
    const { matchLabels } = generator.selector.meshService;
    if (matchLabels["kuma.io/mesh"] !== mesh.objectName) return [];
    const service = objects.find(
      ({ kind: other, metadata: { name, namespace } }) =>
        other === "Service" &&
        name === matchLabels["k8s.kuma.io/service-name"] &&
        namespace === matchLabels["k8s.kuma.io/namespace"],
    );
    const { selector, ports } = service?.spec as {
      selector: Record<string, string>;
      ports: { port: number; targetPort: number }[];
    };
    return ports
      .filter((entrance) => entrance.port === port)
      .map(({ targetPort }) => ({
        mesh: mesh.objectName,
        namespace: service?.metadata.namespace ?? "",
        labels: selector,
        port: targetPort,
      }));
  });

describe("objects of random Fabrics on Kuma 3.0", () => {
  it("are what its webhooks take, have nothing that it gave up, and refer to what is there", () => {
    let count = 0;
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const objects = manifests(planFabric("test", fabric));
        expect(admissionErrors(objects)).toEqual([]);
        expect(objects.flatMap(removedIn)).toEqual([]);
        expect(danglingReferences(objects)).toEqual([]);
        count += objects.filter(({ kind }) => kind.startsWith("Mesh")).length;
      }),
      runs,
    );
    expect(count).toBeGreaterThan(100);
  });

  it("let a gateway through to services behind it, and nobody else", () => {
    let [through, refused] = [0, 0];
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const plan = planFabric("test", fabric);
        const objects = manifests(plan);
        for (const gateway of plan.fabric.gateways.filter(({ mesh }) => isKuma(mesh))) {
          for (const { service } of gateway.listeners.flatMap(({ exposes }) => exposes)) {
            const { namespace, port, selector = {} } = service;
            const proxy = { mesh: gateway.mesh.objectName, namespace, labels: selector, port };
            for (const identity of identities(plan.fabric)) {
              const isExposing = plan.fabric.gateways.some(
                (other) =>
                  gatewayIdentity(other) === identity &&
                  other.mesh === gateway.mesh &&
                  other.listeners.some(({ exposes }) => exposes.some((expose) => isAt(expose.service, proxy))),
              );
              expect([identity, letsThrough(objects, proxy, identity)]).toEqual([identity, isExposing]);
              if (isExposing) through += 1;
              else refused += 1;
            }
          }
        }
      }),
      runs,
    );
    expect(Math.min(through, refused)).toBeGreaterThan(20);
  });

  it("let consumers open the door of their Route, and nobody else", () => {
    let [opened, shut] = [0, 0];
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const plan = planFabric("test", fabric);
        const objects = manifests(plan);
        for (const route of plan.fabric.routes.filter(({ mesh }) => isKuma(mesh))) {
          const [door, second] = doorsOf(objects, route);
          if (door === undefined || second !== undefined) throw new Error(`Route ${route.name} has not one door`);
          for (const identity of identities(plan.fabric)) {
            expect([identity, letsThrough(objects, door, identity)]).toEqual([identity, mayUse(route, identity)]);
            if (mayUse(route, identity)) opened += 1;
            else shut += 1;
          }
        }
      }),
      runs,
    );
    expect(Math.min(opened, shut)).toBeGreaterThan(5);
  });

  it("are the same byte for byte in whatever order the Fabric is declared", () => {
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const reversed = Object.fromEntries(
          Object.entries(fabric).map(([kind, declared]) => [
            kind,
            Object.fromEntries(Object.entries(declared).reverse()),
          ]),
        );
        expect(JSON.stringify(manifests(planFabric("test", reversed)))).toBe(
          JSON.stringify(manifests(planFabric("test", fabric))),
        );
      }),
      { numRuns: 30 },
    );
  });
});

const isAt = (
  service: { namespace: string; selector?: Record<string, string> },
  { namespace, labels }: Proxy,
): boolean =>
  service.namespace === namespace &&
  Object.entries(service.selector ?? {}).every(([name, value]) => labels[name] === value);
