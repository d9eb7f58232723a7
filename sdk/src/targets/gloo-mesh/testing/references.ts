import type { Settled } from "../../testing/planned.js";
import type { GlooSide } from "./fabrics.js";

interface Ref {
  name: string;
  namespace: string;
  cluster?: string;
}

/** The parts of specs that refer to others; which of them are there follows from the kind. */
interface AnySpec {
  virtualGateways?: Ref[];
  http?: { labels?: Record<string, string>; forwardTo?: { destinations: { ref: Ref; kind: string }[] } }[];
  selector?: Record<string, string> & { matchLabels?: Record<string, string> };
  externalServices?: { labels: Record<string, string> }[];
  services?: { labels: Record<string, string>; namespace: string; cluster: string }[];
  workloads?: { selector: { labels: Record<string, string>; namespace: string; cluster: string } }[];
  applyToWorkloads?: AnySpec["workloads"];
  applyToRoutes?: { route: { labels: Record<string, string> } }[];
  listeners?: { tls?: { secretName?: string } }[];
  host?: string;
  hosts?: string[];
  trafficPolicy?: { tls?: { credentialName?: string } };
}

const specOf = ({ object }: Settled): AnySpec => object.spec;
const labelsOf = ({ object }: Settled): Record<string, string> => object.metadata.labels;
const has = (all: Record<string, string>, some: Record<string, string>): boolean =>
  Object.entries(some).every(([key, value]) => all[key] === value);

const kinds: Record<string, string> = {
  VIRTUAL_DESTINATION: "VirtualDestination",
  EXTERNAL_SERVICE: "ExternalService",
};

/** What objects refer to and nobody made. Services behind Exposes, and Secrets that external gateways name, are others'. */
export function* danglingReferences(
  objects: Settled[],
  { externalGateways }: Pick<GlooSide, "externalGateways">,
): Iterable<string> {
  const brought = new Set(Object.values(externalGateways).flatMap(({ tls }) => tls?.secretName ?? []));
  const of = (kind: string): Settled[] => objects.filter((object) => object.kind === kind);
  const isThere = (kind: string, { name, namespace, cluster }: Ref): boolean =>
    of(kind).some((one) => one.name === name && one.namespace === namespace && one.cluster === cluster);
  const pods = (
    labels: Record<string, string>,
    { namespace, cluster }: { namespace?: string; cluster?: string },
  ): boolean =>
    of("Deployment").some(
      (one) =>
        one.namespace === namespace && one.cluster === cluster && has(one.object.spec.template.metadata.labels, labels),
    );
  const hosts = new Set(
    [...of("VirtualDestination"), ...of("ExternalService")].flatMap((one) => specOf(one).hosts ?? []),
  );
  const routes = of("RouteTable").flatMap((table) => specOf(table).http ?? []);

  for (const object of objects) {
    const { kind, name, namespace = "", cluster = "" } = object;
    const spec = specOf(object);
    const at = `${kind} ${name}`;
    for (const ref of spec?.virtualGateways ?? [])
      if (!isThere("VirtualGateway", ref)) yield `${at}: gateway ${ref.name}`;
    if (kind === "RouteTable")
      for (const { ref, kind: to } of (spec.http ?? []).flatMap(({ forwardTo }) => forwardTo?.destinations ?? []))
        if (to !== "SERVICE" && !isThere(kinds[to] ?? "", ref)) yield `${at}: ${to} ${ref.name}`;
    if (kind === "ExternalService" && !of("ExternalEndpoint").some((one) => has(labelsOf(one), spec.selector ?? {})))
      yield `${at}: no endpoint`;
    for (const { labels } of spec?.externalServices ?? [])
      if (!of("ExternalService").some((one) => has(labelsOf(one), labels))) yield `${at}: no external service`;
    for (const { labels, ...place } of spec?.services ?? []) if (!pods(labels, place)) yield `${at}: no service`;
    for (const { selector } of [...(spec?.workloads ?? []), ...(spec?.applyToWorkloads ?? [])])
      if (!pods(selector.labels, selector)) yield `${at}: no pods`;
    if (kind === "AuthorizationPolicy" && !pods(spec.selector?.matchLabels ?? {}, { namespace, cluster }))
      yield `${at}: no pods`;
    for (const { route } of spec?.applyToRoutes ?? [])
      if (!routes.some(({ labels = {} }) => has(labels, route.labels))) yield `${at}: no route`;
    if (kind === "DestinationRule" && !hosts.has(spec.host ?? "")) yield `${at}: no host ${spec.host}`;
    const credential = spec?.trafficPolicy?.tls?.credentialName;
    if (
      credential !== undefined &&
      !brought.has(credential) &&
      !isThere("Secret", { name: credential, namespace, cluster })
    )
      yield `${at}: no Secret ${credential}`;
    for (const { tls } of spec?.listeners ?? [])
      if (tls?.secretName !== undefined && !of("Secret").some((one) => one.name === tls.secretName))
        yield `${at}: no Secret`;
  }
  for (const { labels = {} } of routes)
    if (
      Object.keys(labels).length > 0 &&
      ![...of("RetryTimeoutPolicy"), ...of("HeaderManipulationPolicy")].some((one) =>
        specOf(one).applyToRoutes?.some(({ route }) => has(labels, route.labels)),
      )
    )
      yield `route with ${JSON.stringify(labels)}: no policy`;
}
