import fc from "fast-check";
import type { CheckedFabric } from "../../sdk/src/fabric/checked.js";
import { crossings } from "../../sdk/src/reach/crossings.js";
import type { GatewayRequest } from "../../sdk/src/reach/decide.js";

const namespaces = ["web", "batch", "web-2"];
const serviceAccounts = ["checkout", "refunds", "check"];
const methods = ["GET", "POST", "DELETE"];
const paths = [
  ...["/", "/charges", "/charges/", "/charges/1", "/chargesx", "/charges/refunds", "/charges/refunds/7"],
  ...["/charges/refundsx", "/status", "/status/", "/statusx", "/other"],
];

const choice = fc.nat({ max: 59 });
const seldom = <T>(values: T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 1 });

/** Numbers where names must be those of a Fabric; what they pick is known once it is there. */
const draft = fc.record({
  /** The crossing that the request is made after; what else is drawn takes it a step aside. */
  crossing: choice,
  listener: seldom([0, 1, 2, 3, 4, 5]),
  mesh: seldom([0, 1, 2, 3]),
  namespace: seldom(namespaces),
  serviceAccount: seldom(serviceAccounts),
  method: seldom(methods),
  path: seldom(paths),
  end: fc.constantFrom("", "", "/", "/1", "x"),
  query: fc.constantFrom("", "?x=1", "?/charges"),
  any: fc.record({
    namespace: fc.constantFrom(...namespaces),
    serviceAccount: fc.constantFrom(...serviceAccounts),
    method: fc.constantFrom(...methods),
  }),
});

type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

/** Drafts of requests that are permitted about as often as they are not, wherever a Fabric permits anything. */
export const requestDrafts = (count: number): fc.Arbitrary<Draft[]> =>
  fc.array(draft, { minLength: count, maxLength: count });

/** The request that a draft is in a Fabric, which has at least one mesh and one listener. */
export function requestIn(
  fabric: CheckedFabric,
  { crossing: wanted, any, end, query, ...aside }: Draft,
): GatewayRequest & { mesh: string; query: string } {
  const all = crossings(fabric);
  const crossing = all[wanted % Math.max(all.length, 1)];
  const listeners = fabric.gateways.flatMap((gateway) => gateway.listeners.map((listener) => ({ gateway, listener })));
  const at = crossing === undefined ? (aside.listener ?? wanted) : aside.listener;
  const { gateway, listener } = at === undefined && crossing !== undefined ? crossing : pick(listeners, at ?? 0);
  const mesh =
    aside.mesh === undefined && crossing !== undefined ? crossing.caller.mesh : pick(fabric.meshes, aside.mesh ?? 0);
  const { exact, prefix = "/" } = crossing?.request.path ?? {};
  const path = `${exact ?? (prefix === "/" && end !== "" ? "" : prefix)}${exact !== undefined && end === "/1" ? "" : end}`;
  return {
    gateway: gateway.name,
    port: listener.port,
    hostname: listener.hostname ?? "",
    mesh: mesh.name,
    caller: {
      trustDomain: mesh.trustDomain,
      namespace: aside.namespace ?? crossing?.caller.namespace ?? any.namespace,
      serviceAccount: aside.serviceAccount ?? crossing?.caller.serviceAccount ?? any.serviceAccount,
    },
    method: aside.method ?? crossing?.request.method ?? any.method,
    path: aside.path ?? (path.startsWith("/") ? path : `/${path}`),
    query,
  };
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
