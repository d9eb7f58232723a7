import type { KubeObject } from "../../../../../sdk/src/targets/emitted.js";
import { lastOf, ofKind, part, parts, type Policy, policyOf, text } from "./policy.js";

/** HTTPRoutes of both sides; Backends have a caller's certificate, and policies find HTTPRoutes by their caller. */
export function readGatewayApi(objects: KubeObject[]): Policy {
  const listeners = new Map(
    ofKind(objects, "Gateway").flatMap((gateway) =>
      parts(gateway, "spec", "listeners").map((listener) => [text(listener, "name"), text(listener, "hostname")]),
    ),
  );
  const callers = new Map(
    ofKind(objects, "SecurityPolicy").map((policy) => [
      text(policy, "spec", "targetSelectors", 0, "matchLabels", "caller"),
      lastOf(text(policy, "spec", "authorization", "rules", 0, "cel").replace(/'$/, "")),
    ]),
  );
  const certificates = new Map(
    ofKind(objects, "Backend").map(({ metadata, spec }) => [
      metadata.name,
      text(spec, "tls", "clientCertificateRef", "name").replace("-client", ""),
    ]),
  );
  const farNames = new Map(
    ofKind(objects, "BackendTLSPolicy").flatMap(({ spec }) =>
      parts(spec, "targetRefs").map((target) => [text(target, "name"), text(spec, "validation", "hostname")]),
    ),
  );
  const routes = ofKind(objects, "HTTPRoute");
  const calls = routes
    .filter(({ spec }) => part(spec, "hostnames") !== undefined)
    .map(({ spec }) => {
      const backend = text(spec, "rules", 0, "backendRefs", 0, "name");
      const host = text(spec, "rules", 0, "filters", 0, "urlRewrite", "hostname");
      const farName = farNames.get(backend) === host ? host : "";
      return [text(spec, "hostnames", 0), certificates.get(backend) ?? "", farName];
    });
  const offers = routes
    .filter(({ spec }) => part(spec, "hostnames") === undefined)
    .map(({ metadata, spec }) => {
      const rule = part(spec, "rules", 0);
      return [
        listeners.get(text(spec, "parentRefs", 0, "sectionName")) ?? "",
        callers.get(metadata.labels?.["caller"] ?? "") ?? "",
        text(rule, "matches", 0, "method"),
        text(rule, "matches", 0, "path", "value"),
        text(rule, "backendRefs", 0, "name"),
      ];
    });
  return policyOf(calls, offers);
}
