import { parse } from "yaml";
import type { KubeObject } from "../../../../../sdk/src/targets/emitted.js";
import { envoyOffers } from "./envoy.js";
import { anybody, lastOf, ofKind, part, parts, type Policy, policyOf, text } from "./policy.js";

/** `client` of `spiffe://shop/client_web_svc_80`. */
const serviceOf = (name: string): string => lastOf(name).split("_")[0] ?? "";

/** Listeners are names of their own; a patch says who calls a path, and a permission lets the gateway in behind it. */
export function readKuma2(objects: KubeObject[]): Policy {
  const listeners = new Map(
    ofKind(objects, "MeshGateway").flatMap((gateway) =>
      parts(gateway, "spec", "conf", "listeners").map((listener) => [
        text(listener, "tags", "listener"),
        text(listener, "hostname"),
      ]),
    ),
  );
  const behind = new Set(
    ofKind(objects, "MeshTrafficPermission").map((each) => text(each, "spec", "targetRef", "tags", "kuma.io/service")),
  );
  const callers = new Map(ofKind(objects, "MeshProxyPatch").flatMap(callersOf));
  const offers = ofKind(objects, "MeshHTTPRoute").map((route) => {
    const rule = part(route, "spec", "to", 0, "rules", 0);
    const path = text(rule, "matches", 0, "path", "value");
    const backend = text(rule, "default", "backendRefs", 0, "name");
    const [caller = "", method = ""] = callers.get(path) ?? [];
    const name = listeners.get(text(route, "spec", "targetRef", "tags", "listener")) ?? "";
    return [name, caller, method, path, behind.has(backend) ? serviceOf(backend) : ""];
  });
  return policyOf(
    [...listeners.values()].map((name) => [name, anybody, name]),
    offers,
  );
}

/** Who may make which requests, by path. */
function callersOf(patch: KubeObject): [string, string[]][] {
  const value = text(patch, "spec", "default", "appendModifications", 0, "httpFilter", "value");
  const policies = part(parse(value), "typed_config", "rules", "policies") as Record<string, unknown>;
  return Object.values(policies).flatMap((policy) => {
    const caller = serviceOf(text(policy, "principals", 0, "authenticated", "principal_name", "exact"));
    const rules = parts(policy, "permissions", 0, "and_rules", "rules");
    const method = text(rules[0], "header", "string_match", "exact");
    return parts(rules[1], "or_rules", "rules").map((rule): [string, string[]] => {
      const regex = text(rule, "url_path", "path", "safe_regex", "regex");
      return [regex.replace("(/.*)?", ""), [caller, method]];
    });
  });
}

/** A MeshExternalService has its caller's certificate, and the zone egress lets that caller in alone. */
export function readKuma3(objects: KubeObject[]): Policy {
  const [generator] = ofKind(objects, "HostnameGenerator");
  const template = text(generator, "spec", "template");
  const leaving = new Map(
    ofKind(objects, "MeshTrafficPermission").flatMap((permission) =>
      parts(permission, "spec", "rules", 0, "default", "allow").map((allowed) => [
        text(allowed, "sni", "value"),
        lastOf(text(allowed, "spiffeID", "value")),
      ]),
    ),
  );
  const calls = ofKind(objects, "MeshExternalService").map((service) => {
    const tls = part(service, "spec", "tls", "verification");
    const { name } = service.metadata;
    const caller = leaving.get(`sni.extsvc.shop.east.kuma-system.${name}.80`) ?? "";
    const certificate = text(tls, "clientCert", "secretRef", "name");
    return [
      template.replace("{{ .DisplayName }}", name),
      certificate === `${caller}-cert` ? caller : "",
      text(tls, "serverName"),
    ];
  });
  return policyOf(calls, envoyOffers(objects));
}
