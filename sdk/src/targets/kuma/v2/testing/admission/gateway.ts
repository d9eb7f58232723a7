import { fields, isDnsName, items, type Manifest, tagErrors, text, type Value } from "./manifest.js";

const ownTags = ["kuma.io/service", "kuma.io/zone", "kuma.io/protocol", "kuma.io/external-service-name"];

/** gateway_validator.go */
export function* gatewayErrors({ mesh, metadata: { labels = {} }, spec = {} }: Manifest): Iterable<string> {
  if (mesh !== labels["kuma.io/mesh"]) yield "mesh and its label differ";
  const listeners = items(fields(spec["conf"])["listeners"]).map(fields);
  const selectors = items(spec["selectors"]);
  if (selectors.length === 0) yield "at least one selector";
  if (selectors.length > 1 && listeners.some(({ crossMesh }) => crossMesh === true)) yield "at most one selector";
  for (const selector of selectors) yield* tagErrors(fields(selector)["match"], { wanted: ["kuma.io/service"] });
  yield* tagErrors(spec["tags"], { reserved: ownTags });
  if (listeners.length === 0) yield "no listeners";
  for (const listener of listeners) yield* listenerErrors(listener);
  yield* collapseErrors(listeners);
}

function* listenerErrors({ hostname, port, protocol, crossMesh, tls, tags }: Record<string, Value>): Iterable<string> {
  if (hostname !== undefined && !isDnsName(text(hostname).replace(/^\*\./, ""))) yield `hostname ${text(hostname)}`;
  if (typeof port !== "number" || port < 1 || port > 65535) yield "port";
  if (!["HTTP", "HTTPS", "TCP", "TLS"].includes(text(protocol))) yield "protocol cannot be empty";
  if (crossMesh === true && protocol !== "HTTP") yield "only HTTP works with crossMesh";
  if (crossMesh === true && tls !== undefined) yield "tls must be empty with crossMesh";
  yield* tagErrors(tags, { reserved: ownTags });
}

/** Listeners of one port are one. */
function* collapseErrors(listeners: Record<string, Value>[]): Iterable<string> {
  const ports = new Set(listeners.map(({ port }) => port));
  for (const port of ports) {
    const same = listeners.filter((listener) => listener["port"] === port);
    const limits = same.flatMap(({ resources }) => fields(resources)["connectionLimit"] ?? []);
    if (new Set(same.map(({ protocol }) => protocol)).size > 1) yield "protocol conflicts with other listeners";
    if (new Set(same.map(({ crossMesh }) => crossMesh === true)).size > 1) yield "crossMesh of the first decides";
    if (new Set(same.map(({ hostname }) => hostname ?? "*")).size < same.length)
      yield "multiple listeners for hostname";
    if (new Set(limits).size > 1) yield "conflicting connectionLimit";
  }
}

/** gateway_instance_validator.go, and what its controller makes of it. */
export function* instanceErrors({ metadata: { namespace }, spec = {} }: Manifest): Iterable<string> {
  if (namespace === undefined) yield "it needs a namespace";
  yield* tagErrors(spec["tags"], { reserved: ["kuma.io/service"] });
  if (!["LoadBalancer", "ClusterIP", "NodePort"].includes(text(spec["serviceType"]))) yield "serviceType";
}
