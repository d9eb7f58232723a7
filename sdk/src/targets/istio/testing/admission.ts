import { STATUS_CODES } from "node:http";
import type { Settled } from "../../testing/planned.js";

/** Why Istio's webhook would refuse an object. Its rules are read from istiod 1.32, and know nothing of what emits. */
export function webhookRefusals(object: Settled): string[] {
  const { apiVersion } = object.object as { apiVersion?: string };
  if (apiVersion?.includes("istio.io") !== true) return [];
  const spec = object.object.spec as unknown as Spec;
  const namespace = object.namespace ?? "";
  switch (object.kind) {
    case "Gateway":
      return [...gatewayRefusals(spec)];
    case "VirtualService":
      return [...virtualServiceRefusals(spec, namespace)];
    case "DestinationRule":
      return [...destinationRuleRefusals(spec, namespace)];
    case "ServiceEntry":
      return [...serviceEntryRefusals(spec, namespace)];
    case "AuthorizationPolicy":
      return [...authorizationRefusals(spec)];
    default:
      return [];
  }
}

/** The fields of all kinds that the webhook looks at. */
interface Spec {
  action?: string;
  hosts?: string[];
  host?: string;
  gateways?: string[];
  exportTo?: string[];
  servers?: Server[];
  http?: HttpRoute[];
  subsets?: { name: string; trafficPolicy?: TrafficPolicy }[];
  trafficPolicy?: TrafficPolicy;
  workloadSelector?: object;
  resolution?: string;
  ports?: { number: number; name: string; protocol: string }[];
  endpoints?: { address: string; ports?: Record<string, number> }[];
  rules?: Rule[];
}
interface Server {
  port: { number: number; name: string; protocol: string; targetPort?: number };
  hosts: string[];
  tls?: { mode: string; credentialName?: string; caCrl?: string };
}
interface HttpRoute {
  match?: {
    uri?: Match;
    method?: Match;
    headers?: Record<string, Match>;
    withoutHeaders?: Record<string, Match>;
    queryParams?: Record<string, Match>;
  }[];
  route?: { destination: { host: string; port?: { number: number } }; weight?: number }[];
  redirect?: object;
  rewrite?: object;
  timeout?: string;
  retries?: { attempts: number; perTryTimeout?: string; retryOn?: string };
}
interface Match {
  exact?: string;
  prefix?: string;
  regex?: string;
}
interface TrafficPolicy {
  tls?: Tls;
  portLevelSettings?: { port: { number: number }; tls?: Tls }[];
  outlierDetection?: { baseEjectionTime?: string; interval?: string; maxEjectionPercent?: number };
}
interface Tls {
  mode: string;
  credentialName?: string;
  clientCertificate?: string;
  sni?: string;
  subjectAltNames?: string[];
}
interface Rule {
  from?: { source?: { principals?: string[]; ipBlocks?: string[] } }[];
  to?: { operation?: Record<string, string[]> }[];
  when?: { key: string; values?: string[]; notValues?: string[] }[];
}

const label = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const isDomain = (host: string): boolean =>
  host.length > 0 &&
  host.length <= 255 &&
  host
    .replace(/\.$/, "")
    .split(".")
    .every((part, index) => label.test(part) || (index === 0 && part === "*"));

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;

function* duplicates(what: string, names: unknown[]): Iterable<string> {
  if (new Set(names).size !== names.length) yield `duplicate ${what}`;
}

function* gatewayRefusals({ servers = [] }: Spec): Iterable<string> {
  if (servers.length === 0) yield "gateway must have at least one server";
  yield* duplicates(
    "port names",
    servers.map(({ port }) => port.name),
  );
  for (const { port, hosts, tls } of servers) {
    if (hosts.length === 0) yield "server config must contain at least one host";
    for (const host of hosts) if (!isDomain(host)) yield `bad host ${host}`;
    if (!isPort(port.number)) yield "bad port";
    if (port.targetPort !== undefined) yield "targetPort has no impact on Gateways";
    if (port.name === "") yield "port name must be set";
    const isTls = port.protocol === "HTTPS" || port.protocol === "TLS";
    if (isTls !== (tls !== undefined)) yield "TLS settings and protocol do not go together";
    if (tls === undefined) continue;
    if (tls.mode === "ISTIO_MUTUAL" && tls.credentialName !== undefined)
      yield "ISTIO_MUTUAL TLS cannot have associated credentialName";
    if (["MUTUAL", "SIMPLE"].includes(tls.mode) && !tls.credentialName) yield `${tls.mode} requires a certificate`;
    if (tls.caCrl !== undefined) yield "CRL is not supported with credentialName";
  }
}

function* exportRefusals({ exportTo = [], workloadSelector }: Spec, namespace: string): Iterable<string> {
  const places = exportTo.map((place) => (place === "." ? namespace : place));
  yield* duplicates("entries in exportTo", places);
  if (places.includes("*") && places.length > 1) yield "cannot have both public (*) and non-public exportTo values";
  for (const place of places) if (place !== "*" && !label.test(place)) yield `bad exportTo ${place}`;
  if (workloadSelector !== undefined && places.some((place) => place !== namespace))
    yield "destination rule with workload selector cannot have exportTo beyond current namespace";
}

function* virtualServiceRefusals(spec: Spec, namespace: string): Iterable<string> {
  const { hosts = [], gateways = [], http = [] } = spec;
  for (const host of hosts) if (!isDomain(host)) yield `bad host ${host}`;
  if (hosts.includes("*") && gateways.includes("mesh")) yield "wildcard host * is not allowed for mesh";
  yield* duplicates("hosts in virtual service", hosts);
  if (http.length === 0) yield "http, tcp or tls must be provided in virtual service";
  yield* exportRefusals(spec, namespace);
  for (const gateway of gateways)
    if (gateway.split("/").length > 2 || gateway.split("/").some((part) => !isDomain(part))) yield "bad gateway";
  for (const route of http) yield* routeRefusals(route);
}

function* routeRefusals({ match = [], route = [], redirect, rewrite, timeout, retries }: HttpRoute): Iterable<string> {
  if (redirect !== undefined && route.length > 0) yield "HTTP route cannot contain both route and redirect";
  if (redirect !== undefined && rewrite !== undefined) yield "HTTP route rule cannot contain both rewrite and redirect";
  if (redirect === undefined && route.length === 0) yield "HTTP route, redirect or direct_response is required";
  for (const { destination } of route) {
    if (!isDomain(destination.host)) yield `bad destination ${destination.host}`;
    if (destination.port !== undefined && !isPort(destination.port.number)) yield "bad destination port";
  }
  if (route.length > 1 && route.every(({ weight = 0 }) => weight === 0)) yield "total destination weight = 0";
  for (const one of match) {
    for (const matches of [one.headers, one.withoutHeaders, one.queryParams])
      for (const [name, value] of Object.entries(matches ?? {}))
        if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || Object.keys(value).length > 1) yield `bad match on ${name}`;
    for (const value of [one.uri, one.method])
      if (value !== undefined && Object.keys(value).length !== 1) yield "bad match";
  }
  for (const duration of [timeout, retries?.perTryTimeout])
    if (duration !== undefined && Number.parseFloat(duration) < 0.001) yield "duration must be greater than 1ms";
  if (retries?.attempts === 0 && (retries.retryOn !== undefined || retries.perTryTimeout !== undefined))
    yield "http retry policy configured when attempts are set to 0 (disabled)";
  for (const policy of retries?.retryOn?.split(",") ?? [])
    if (STATUS_CODES[policy] === undefined || policy === "509")
      if (!retryPolicies.test(policy)) yield `${policy} is not a valid retryOn policy`;
}

/** What a request is sent again for besides status codes. 509 has a name in Node, and none in Go. */
const retryPolicies = /^(?:connect-failure|refused-stream|reset|reset-before-request|unavailable)$/;

function* destinationRuleRefusals(spec: Spec, namespace: string): Iterable<string> {
  const { host = "", subsets = [], trafficPolicy } = spec;
  if (!isDomain(host)) yield `bad host ${host}`;
  yield* exportRefusals(spec, namespace);
  yield* duplicates(
    "subset names",
    subsets.map(({ name }) => name),
  );
  for (const { name } of subsets) if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) yield `bad subset ${name}`;
  for (const policy of [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)]) {
    if (policy === undefined) continue;
    if (Object.keys(policy).length === 0) yield "traffic policy must have at least one field";
    for (const tls of [policy.tls, ...(policy.portLevelSettings ?? []).map((port) => port.tls)])
      if (tls !== undefined) yield* tlsRefusals(tls);
    const { baseEjectionTime = "1s", interval = "1s", maxEjectionPercent = 0 } = policy.outlierDetection ?? {};
    if ([baseEjectionTime, interval].some((duration) => Number.parseFloat(duration) < 0.001)) yield "bad duration";
    if (maxEjectionPercent < 0 || maxEjectionPercent > 100) yield "percentage is not in range 0..100";
  }
}

function* tlsRefusals({ mode, credentialName, clientCertificate, subjectAltNames = [] }: Tls): Iterable<string> {
  if (mode === "MUTUAL" && credentialName === undefined && clientCertificate === undefined)
    yield "client certificate required for mutual tls";
  if (mode === "ISTIO_MUTUAL" && credentialName !== undefined) yield "ISTIO_MUTUAL with credentialName";
  if (credentialName !== undefined && clientCertificate !== undefined) yield "credentialName with file certificates";
  if (subjectAltNames.includes("")) yield "empty subject alternative name";
}

function* serviceEntryRefusals(spec: Spec, namespace: string): Iterable<string> {
  const { hosts = [], ports = [], endpoints = [], resolution = "NONE" } = spec;
  if (hosts.length === 0) yield "service entry must have at least one host";
  for (const host of hosts) if (host === "*" || !isDomain(host)) yield `invalid host ${host}`;
  yield* duplicates(
    "port names",
    ports.map(({ name }) => name),
  );
  yield* duplicates(
    "port numbers",
    ports.map(({ number }) => number),
  );
  for (const { number, name } of ports) if (!isPort(number) || !label.test(name)) yield `bad port ${name}`;
  yield* exportRefusals(spec, namespace);
  if (resolution === "NONE" && endpoints.length > 0) yield "no endpoints should be provided for resolution type none";
  for (const { address, ports: own = {} } of endpoints) {
    const isAddress = /^\d+(?:\.\d+){3}$/.test(address);
    if (resolution === "STATIC" && !isAddress) yield `endpoint ${address} is not an IP address`;
    if (!isAddress && !isDomain(address)) yield `endpoint address ${address} is not a valid FQDN or an IP address`;
    for (const name of Object.keys(own))
      if (!ports.some((port) => port.name === name)) yield `endpoint port ${name} is not defined by the service entry`;
  }
}

function* authorizationRefusals({ action, rules }: Spec): Iterable<string> {
  if (action === "DENY" && rules === undefined) yield "DENY action without `rules` is meaningless";
  if ((rules ?? []).length > 512) yield "too many rules";
  for (const { from, to, when = [] } of rules ?? []) {
    if (from?.length === 0) yield "`from` must not be empty";
    if ((from?.length ?? 0) > 512) yield "too many sources";
    if (to?.length === 0) yield "`to` must not be empty";
    for (const { source = {} } of from ?? []) {
      if (Object.values(source).every((list: string[]) => list.length === 0)) yield "`from.source` must not be empty";
      yield* emptyValues(Object.values(source));
    }
    for (const { operation = {} } of to ?? []) {
      if (Object.values(operation).every((list) => list.length === 0)) yield "`to.operation` must not be empty";
      yield* emptyValues(Object.values(operation));
      for (const port of operation["ports"] ?? []) if (!isPort(Number(port))) yield `bad port ${port}`;
      if (action === "DENY" && operation["ports"] === undefined) yield "will deny all traffic to TCP ports";
    }
    for (const { key, values = [], notValues = [] } of when) {
      if (!/^(?:request\.headers|experimental\.envoy\.filters\.[a-z_.]+)\[[^\]]+\]$/.test(key)) yield `bad key ${key}`;
      if (values.length + notValues.length === 0) yield "at least one of `values` or `notValues` must be set";
    }
  }
}

function* emptyValues(lists: string[][]): Iterable<string> {
  if (lists.some((list) => list.includes(""))) yield "empty value not allowed";
}
