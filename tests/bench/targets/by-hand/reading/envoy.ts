import { parse } from "yaml";
import type { KubeObject } from "../../../../../sdk/src/targets/emitted.js";
import { firstOf, lastOf, ofKind, part, parts, text } from "./policy.js";

type Words = string[];

const httpServer = ["filter_chains", 0, "filters", 0, "typed_config"] as const;
const rbac = ["typed_per_filter_config", "envoy.filters.http.rbac", "rbac", "matcher", "matcher_list", "matchers"];
const address = ["load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint", "address", "socket_address"];

interface Served {
  hosts: unknown[];
  cluster: (name: string) => unknown;
}

/** The virtual hosts of all gateways with a listener of this name. */
function served(objects: KubeObject[], listener: string): Served[] {
  return ofKind(objects, "ConfigMap")
    .map((object) => text(object, "data", "envoy.yaml"))
    .filter((file) => file !== "")
    .map((file) => part(parse(file, { maxAliasCount: -1 }), "static_resources"))
    .flatMap((resources) =>
      parts(resources, "listeners")
        .filter((found) => text(found, "name") === listener)
        .map((found) => {
          const clusters = new Map(parts(resources, "clusters").map((each) => [text(each, "name"), each]));
          return {
            hosts: parts(found, ...httpServer, "route_config", "virtual_hosts"),
            cluster: (name: string) => clusters.get(name),
          };
        }),
    );
}

/** What ingress gateways of a file let through. */
export const envoyOffers = (objects: KubeObject[]): Words[] =>
  served(objects, "ingress").flatMap(({ hosts, cluster }) =>
    hosts.flatMap((host) =>
      parts(host, "routes").map((route) => {
        const wanted = parts(route, ...rbac, 0, "predicate", "and_matcher", "predicate").map((each) =>
          text(each, "single_predicate", "value_match", "exact"),
        );
        const [identity = "", method = ""] = wanted;
        return [
          text(host, "domains", 0),
          lastOf(identity),
          method,
          text(route, "match", "path_separated_prefix"),
          firstOf(text(cluster(text(route, "route", "cluster")), ...address, "address")),
        ];
      }),
    ),
  );

/** Where egress gateways of a file lead hostnames, and with whose certificate. */
export const envoyCalls = (objects: KubeObject[]): Words[] =>
  served(objects, "egress").flatMap(({ hosts, cluster }) =>
    hosts.map((host) => {
      const tls = part(cluster(text(host, "routes", 0, "route", "cluster")), "transport_socket", "typed_config");
      const certificate = text(tls, "common_tls_context", "tls_certificate_sds_secret_configs", 0, "name");
      return [text(host, "domains", 0), certificate, text(tls, "sni")];
    }),
  );
