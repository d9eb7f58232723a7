import type { KubeObject } from "../../../../../sdk/src/targets/emitted.js";
import { firstOf, lastOf, ofKind, part, parts, type Policy, policyOf, text } from "./policy.js";

/** What AuthorizationPolicies allow whom: `METHOD PATH` at an ingress, hosts at an egress. */
function allowed(objects: KubeObject[]): { requests: Map<string, string[]>; hosts: Map<string, string> } {
  const requests = new Map<string, string[]>();
  const hosts = new Map<string, string>();
  for (const rule of ofKind(objects, "AuthorizationPolicy").flatMap((policy) => parts(policy, "spec", "rules"))) {
    const caller = lastOf(text(rule, "from", 0, "source", "principals", 0));
    const operation = part(rule, "to", 0, "operation");
    for (const path of parts(operation, "paths")) requests.set(String(path), [caller, text(operation, "methods", 0)]);
    for (const host of parts(operation, "hosts")) hosts.set(String(host), caller);
  }
  return { requests, hosts };
}

const isOfIngress = (object: KubeObject): boolean => object.metadata.namespace === "payments-ways";

/** The rule of a far name and path, where all of the path's segments are let in too. */
function offerOf(requests: Map<string, string[]>, farName: string, uris: string[], service: string): string[] {
  const [path = "", below = ""] = uris;
  const [caller = "", method = ""] = requests.get(path) ?? [];
  const isWhole = below === `${path}/` && requests.get(`${path}/*`)?.[0] === caller;
  return [farName, isWhole ? caller : "", method, path, service];
}

/** Both legs of a hostname, the subset whose certificate the second one shows, and who may use it. */
export function readIstio(objects: KubeObject[]): Policy {
  const { requests, hosts } = allowed(objects);
  const services = ofKind(objects, "VirtualService");
  const rules = new Map(ofKind(objects, "DestinationRule").map((rule) => [text(rule, "spec", "host"), rule]));
  const calls = services
    .filter((service) => !isOfIngress(service))
    .map((service) => {
      const host = text(service, "spec", "hosts", 0);
      const out = part(service, "spec", "http", 1, "route", 0, "destination");
      const subset = parts(rules.get(text(out, "host")), "spec", "subsets").find(
        (each) => text(each, "name") === text(out, "subset"),
      );
      const tls = part(subset, "trafficPolicy", "tls");
      const caller = hosts.get(host) ?? "";
      const isOwn = text(tls, "credentialName") === `${caller}-client`;
      return [host.replace(".svc.cluster.local", ""), isOwn ? caller : "", text(tls, "sni")];
    });
  const offers = services.filter(isOfIngress).flatMap((service) =>
    parts(service, "spec", "http").map((rule) => {
      const uris = parts(rule, "match").map((match) => text(match, "uri", "exact") || text(match, "uri", "prefix"));
      const to = text(rule, "route", 0, "destination", "host");
      return offerOf(requests, text(service, "spec", "hosts", 0), uris, firstOf(to));
    }),
  );
  return policyOf(calls, offers);
}

/** Likewise with RouteTables; what the egress calls is an ExternalService. */
export function readGlooMesh(objects: KubeObject[]): Policy {
  const { requests, hosts } = allowed(objects);
  const tables = ofKind(objects, "RouteTable");
  const outlets = new Map(
    ofKind(objects, "ExternalService").map(({ metadata, spec }) => [metadata.name, text(spec, "hosts", 0)]),
  );
  const rules = new Map(ofKind(objects, "DestinationRule").map((rule) => [text(rule, "spec", "host"), rule]));
  const target = ["http", 0, "forwardTo", "destinations", 0, "ref", "name"];
  const calls = tables
    .filter((table) => table.metadata.name.endsWith("-egress"))
    .map((table) => {
      const host = text(table, "spec", "hosts", 0);
      const rule = rules.get(outlets.get(text(table, "spec", ...target)) ?? "");
      const tls = part(rule, "spec", "trafficPolicy", "tls");
      const caller = hosts.get(host) ?? "";
      const isOwn = text(tls, "credentialName") === `${caller}-client`;
      return [host, isOwn ? caller : "", text(tls, "sni")];
    });
  const offers = tables.filter(isOfIngress).flatMap((table) =>
    parts(table, "spec", "http").map((route) => {
      const uris = parts(route, "matchers").map((match) => text(match, "uri", "exact") || text(match, "uri", "prefix"));
      const to = text(route, "forwardTo", "destinations", 0, "ref", "name");
      return offerOf(requests, text(table, "spec", "hosts", 0), uris, to);
    }),
  );
  return policyOf(calls, offers);
}
