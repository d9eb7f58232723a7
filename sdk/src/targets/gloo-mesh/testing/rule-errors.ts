import type { Sent } from "./structural-errors.js";

/** The parts of specs that rules look at; which of them are there follows from the kind. */
interface AnySpec {
  hosts?: string[];
  addresses?: string[];
  ports?: { number: number; protocol?: string; targetPort?: object; name?: string }[];
  services?: object[];
  externalServices?: object[];
  externalWorkloads?: object[];
  clientMode?: object;
  listeners?: AnyListener[];
  virtualGateways?: object[];
  workloadSelectors?: { kind?: string; selector?: Record<string, unknown> }[];
  http?: { forwardTo?: { destinations: { weight?: number }[] } }[];
  config?: { retries?: { attempts?: number; perTryTimeout?: string; retryOn?: string }; requestTimeout?: string };
}

interface AnyListener {
  port: { number?: number; name?: string };
  appProtocol?: string;
  http?: object;
  tcp?: object;
  httpsRedirect?: boolean;
  tls?: {
    mode?: string;
    secretName?: string;
    files?: object;
    parameters?: { minimumProtocolVersion?: string; cipherSuites?: string[] };
  };
}

/** What Gloo Mesh would refuse of an object that has the right fields: section 3.3 of the research digest, in our words. */
export function* ruleErrors({ kind, metadata, spec }: Sent): Iterable<string> {
  const rule = rules[kind];
  if (rule === undefined) return;
  for (const error of rule(spec ?? {})) yield `${kind} ${metadata.name}: ${error}`;
}

const rules: Record<string, (spec: AnySpec) => Iterable<string>> = {
  VirtualDestination: virtualDestinationErrors,
  VirtualGateway: virtualGatewayErrors,
  RouteTable: routeTableErrors,
  ExternalService: externalServiceErrors,
  RetryTimeoutPolicy: retryErrors,
};

function* virtualDestinationErrors(spec: AnySpec): Iterable<string> {
  const { hosts = [], ports = [], services = [], externalServices = [], externalWorkloads = [], clientMode } = spec;
  yield* hostErrors(hosts);
  yield* portErrors(ports);
  const behind = services.length + externalServices.length + externalWorkloads.length;
  if (hosts.length + behind === 0) yield "stands for nothing";
  if (behind === 0 && ports.some(({ targetPort }) => targetPort !== undefined)) yield "has targetPort of nothing";
  if (clientMode !== undefined && !("tlsTermination" in clientMode)) yield "does not end TLS, which the source demands";
}

function* virtualGatewayErrors({ listeners = [] }: AnySpec): Iterable<string> {
  if (listeners.length === 0) yield "has no listener";
  for (const listener of listeners) yield* listenerErrors(listener);
}

function* listenerErrors({ port, appProtocol, http, tcp, httpsRedirect, tls }: AnyListener): Iterable<string> {
  if (port.number !== undefined && !isPort(port.number)) yield `${port.number} is no port`;
  const fitting =
    http !== undefined ? (tls === undefined ? ["HTTP"] : ["HTTPS"]) : tls !== undefined ? ["TLS"] : tcpKinds;
  if (appProtocol !== undefined && !fitting.includes(appProtocol)) yield `${appProtocol} does not fit its listener`;
  if (httpsRedirect !== undefined && http === undefined) yield "redirects what is no HTTP";
  if (httpsRedirect !== undefined && tls !== undefined) yield "redirects to HTTPS what has TLS";
  if (http !== undefined && tcp !== undefined) yield "is HTTP and TCP";
  if (tls === undefined) return;
  const hasCertificate = tls.secretName !== undefined || tls.files !== undefined;
  if ((tls.mode === "SIMPLE" || tls.mode === "MUTUAL") && !hasCertificate) yield `${tls.mode} has no certificate`;
  if (tls.mode === "ISTIO_MUTUAL" && hasCertificate) yield "ISTIO_MUTUAL has a certificate of its own";
  const { minimumProtocolVersion: minimum = "", cipherSuites = [] } = tls.parameters ?? {};
  if (["TLSv1_0", "TLSv1_1"].includes(minimum) && cipherSuites.length === 0) yield `${minimum} has no cipher suites`;
}

const tcpKinds = ["TCP", "MONGO", "REDIS", "MYSQL"];

function* routeTableErrors({
  hosts = [],
  virtualGateways = [],
  workloadSelectors = [],
  http = [],
}: AnySpec): Iterable<string> {
  yield* hostErrors(hosts);
  if (hosts.length === 0 && virtualGateways.length > 0) yield "is delegated and names gateways";
  for (const { kind, selector = {} } of workloadSelectors) {
    if (kind !== undefined && kind !== "KUBE") yield `selects ${kind}`;
    for (const field of ["name", "namespace", "cluster", "workspace"])
      if (selector[field] !== undefined) yield `selects workloads by ${field}`;
  }
  for (const { forwardTo } of http) {
    if (forwardTo === undefined) continue;
    const { destinations } = forwardTo;
    if (destinations.length < 1 || destinations.length > 100) {
      yield `${destinations.length} destinations`;
      continue;
    }
    const sum = destinations.reduce((total, { weight = 0 }) => total + weight, 0);
    if (sum !== 100) yield `weights add up to ${sum}`;
    if (destinations.some(({ weight }) => weight === 0)) yield "a destination gets nothing";
  }
}

function* externalServiceErrors({ hosts, addresses, ports = [] }: AnySpec): Iterable<string> {
  if ((hosts === undefined) === (addresses === undefined)) yield "has not one of hosts and addresses";
  yield* portErrors(ports);
  if (ports.some(({ name }) => name === undefined)) yield "has a port without a name";
}

function* retryErrors({ config = {} }: AnySpec): Iterable<string> {
  const { retries, requestTimeout } = config;
  if (retries === undefined && requestTimeout === undefined) yield "asks for nothing";
  if (retries?.attempts === 0 && Object.keys(retries).length > 1) yield "retries never, and says how";
  for (const condition of retries?.retryOn?.split(",") ?? [])
    if (!retryConditions.has(condition) && !/^[1-5]\d\d$/.test(condition)) yield `retries on ${condition}`;
}

const retryConditions = new Set([
  "5xx",
  "gateway-error",
  "reset",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "envoy-ratelimited",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);

function* portErrors(ports: NonNullable<AnySpec["ports"]>): Iterable<string> {
  if (ports.length === 0) yield "has no port";
  for (const { number } of ports) if (!isPort(number)) yield `${number} is no port`;
}

const isPort = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= 65535;

function* hostErrors(hosts: string[]): Iterable<string> {
  if (new Set(hosts).size < hosts.length) yield "has a host twice";
  for (const host of hosts) {
    const parts = host.split(".");
    if (host.includes("*")) yield `${host} has a star`;
    else if (host.length > 255 || parts.some((part) => !/^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/.test(part)))
      yield `${host} is no host`;
    else if (/^\d+$/.test(parts.at(-1) ?? "")) yield `${host} ends in a number`;
  }
}
