import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { planFabric } from "../plan.js";
import { ofKind, type Settled, settledObjects } from "../testing/planned.js";
import { webhookRefusals } from "./testing/admission.js";
import { istioFabrics } from "./testing/fabrics.js";
import type { Policy } from "./testing/policies.js";

const runs = { numRuns: 25 };

/** The fields that these tests read. */
interface Spec {
  hosts?: string[];
  host?: string;
  gateways?: string[];
  selector?: Record<string, string> & { matchLabels?: Record<string, string> };
  servers?: { hosts: string[]; port: { number: number }; tls?: { mode: string; credentialName?: string } }[];
  subsets?: { name: string; trafficPolicy: { tls: { credentialName?: string; sni?: string } } }[];
  trafficPolicy?: { portLevelSettings: { port: { number: number }; tls: { sni: string } }[] };
  http?: {
    match: { gateways?: string[]; sourceLabels?: object; port: number }[];
    route?: { destination: { host: string; subset?: string; port: { number: number } } }[];
  }[];
}

const specOf = ({ object }: Settled): Spec => object.spec;

/** Whether a DestinationRule is for a host: its own, or all of a domain. */
const covers = (rule: string, host: string): boolean =>
  rule.startsWith("*.") ? host.endsWith(rule.slice(1)) : rule === host;

/** Objects of one cluster, which see each other. */
const neighbours = (objects: Settled[], { cluster }: Settled): Settled[] =>
  objects.filter((other) => other.cluster === cluster);

const isOurs = ({ namespace = "" }: Settled, fabricNamespaces: Set<string>): boolean => fabricNamespaces.has(namespace);

describe("any Fabric on target istio", () => {
  it("is taken by Istio's webhook", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        for (const object of settledObjects(spec))
          expect([object.kind, object.name, ...webhookRefusals(object)]).toEqual([object.kind, object.name]);
      }),
      runs,
    );
  });

  it("has VirtualServices whose Gateways, hosts, subsets and ports are there", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const one of ofKind(objects, "VirtualService")) {
          const near = neighbours(objects, one);
          const { gateways = [], hosts = [], http = [] } = specOf(one);
          for (const gateway of gateways.filter((name) => name !== "mesh")) {
            const [name = "", namespace = one.namespace] = gateway.split("/").reverse();
            const found = ofKind(near, "Gateway").find((other) => other.name === name && other.namespace === namespace);
            const servers = found === undefined ? [] : (specOf(found).servers ?? []);
            for (const host of hosts) expect(servers.flatMap((server) => server.hosts)).toContain(host);
            for (const { match } of http)
              for (const { gateways: bound, sourceLabels, port } of match)
                if (bound?.includes("mesh") !== true && sourceLabels === undefined)
                  expect(
                    servers
                      .filter((server) => server.hosts.some((host) => hosts.includes(host)))
                      .map((server) => server.port.number),
                  ).toContain(port);
          }
          for (const { destination } of http.flatMap(({ route = [] }) => route)) {
            const bound = gateways.find((name) => name.includes("/"))?.split("/")[0] ?? one.namespace;
            const rules = ofKind(near, "DestinationRule").filter(
              (rule) => rule.namespace === bound && covers(specOf(rule).host ?? "", destination.host),
            );
            expect(rules).not.toEqual([]);
            if (destination.subset !== undefined)
              expect(rules.flatMap((rule) => (specOf(rule).subsets ?? []).map(({ name }) => name))).toContain(
                destination.subset,
              );
            if (gateways.includes("mesh") && destination.subset === undefined) {
              const service = ofKind(near, "Service").find(({ name, namespace }) =>
                destination.host.startsWith(`${name}.${namespace}.svc.`),
              );
              expect(service?.object.spec.ports.map(({ port }) => port)).toContain(destination.port.number);
            }
            if (destination.host.endsWith(".isthmus.internal"))
              expect(ofKind(near, "ServiceEntry").flatMap((entry) => specOf(entry).hosts ?? [])).toContain(
                destination.host,
              );
          }
        }
      }),
      runs,
    );
  });

  it("has the Secret of every credential beside what names it", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const one of objects) {
          const { servers = [], subsets = [] } =
            one.kind === "Gateway" || one.kind === "DestinationRule" ? specOf(one) : {};
          const named = [
            ...servers.filter(({ tls }) => tls?.mode === "MUTUAL").map(({ tls }) => tls?.credentialName),
            ...subsets.flatMap(({ trafficPolicy: { tls } }) => tls.credentialName ?? []),
          ];
          const secrets = ofKind(neighbours(objects, one), "Secret").filter(
            ({ namespace }) => namespace === one.namespace,
          );
          for (const name of named) expect(secrets.map((secret) => secret.name)).toContain(name);
        }
      }),
      runs,
    );
  });

  it("comes to each door under a server name that the door has", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const rule of ofKind(objects, "DestinationRule")) {
          for (const { port, tls } of specOf(rule).trafficPolicy?.portLevelSettings ?? []) {
            const gateway = ofKind(neighbours(objects, rule), "Gateway").find(
              ({ name, namespace }) => name === rule.name && namespace === rule.namespace,
            );
            const server = gateway && (specOf(gateway).servers ?? []).find((one) => one.port.number === port.number);
            expect(server?.hosts).toContain(tls.sni);
          }
        }
      }),
      runs,
    );
  });

  it("denies what nothing allows at every gateway's pods", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const gateway of ofKind(objects, "Gateway")) {
          const closed = ofKind(neighbours(objects, gateway), "AuthorizationPolicy").filter(
            ({ object, namespace, name }) =>
              namespace === gateway.namespace &&
              name === gateway.name &&
              (object.spec as unknown as Policy).rules === undefined,
          );
          expect(closed.map((one) => specOf(one).selector?.matchLabels)).toEqual([specOf(gateway).selector]);
        }
      }),
      runs,
    );
  });

  it("touches no namespace but its own, those of consumers' names and the system's", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const plan = planFabric("any", spec);
        const known = new Set([
          ...plan.fabric.meshes.map(({ namespace }) => namespace),
          ...plan.fabric.meshes.flatMap(({ target }) => target.systemNamespace ?? []),
          ...plan.fabric.gateways.map(({ namespace }) => namespace),
          ...plan.fabric.routes.map(({ hostname }) => hostname.split(".")[1] ?? ""),
        ]);
        for (const object of settledObjects(spec))
          if (object.namespace !== undefined)
            expect([object.kind, object.name, isOurs(object, known)]).toEqual([object.kind, object.name, true]);
      }),
      runs,
    );
  });

  it("has each object once, under a name that fits", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const keys = objects.map(({ cluster, kind, namespace, name }) =>
          JSON.stringify([cluster, kind, namespace, name]),
        );
        expect(new Set(keys).size).toBe(keys.length);
        for (const { kind, name } of objects)
          expect([name, name.length <= (kind === "Service" ? 63 : 253)]).toEqual([name, true]);
        const { objects: emitted } = planFabric("any", spec);
        expect(new Set(emitted.map(({ owner, id }) => JSON.stringify([owner, id]))).size).toBe(emitted.length);
      }),
      runs,
    );
  });

  it("is the same byte for byte, whatever order it is declared in", () => {
    fc.assert(
      fc.property(istioFabrics(), (spec) => {
        const turned = Object.fromEntries(
          Object.entries(spec).map(([kind, declared]) => [
            kind,
            Object.fromEntries(Object.entries(declared).reverse()),
          ]),
        );
        expect(JSON.stringify(settledObjects(turned))).toBe(JSON.stringify(settledObjects(spec)));
      }),
      runs,
    );
  });

  it("is not empty: of what is drawn, each kind is realised here", () => {
    // two Fabrics in five have a ServiceEntry, the rarest of them, so that no seed fails by chance
    const kinds = fc.sample(istioFabrics(), 60).flatMap((spec) => settledObjects(spec).map(({ kind }) => kind));
    expect([...new Set(kinds)]).toEqual(
      expect.arrayContaining([
        "Gateway",
        "VirtualService",
        "DestinationRule",
        "ServiceEntry",
        "AuthorizationPolicy",
        "EnvoyFilter",
      ]),
    );
  });
});
