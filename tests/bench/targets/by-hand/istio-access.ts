import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { appOf } from "./gateway-pods.js";
import { callerId, grouped, object, place } from "./objects.js";

const security = "security.istio.io/v1";

const principal = (id: string): string => id.replace("spiffe://", "");

/** A rule for each caller: its method, and its paths, each of which one host alone has. */
export const allowAtIngress = (name: string, ways: Way[]): KubeObject =>
  allow(name, place.payments.namespace, ways, (own) => ({
    methods: ["GET"],
    paths: own.flatMap(({ path }) => [path, `${path}/*`]),
  }));

/** A rule for each caller, with its hostnames. */
export const allowAtEgress = (name: string, ways: Way[], host: (way: Way) => string): KubeObject =>
  allow(name, place.shop.namespace, ways, (own) => ({ hosts: own.map(host).flatMap((of) => [of, `${of}:*`]) }));

const allow = (name: string, namespace: string, ways: Way[], operation: (own: Way[]) => Tree): KubeObject =>
  object(
    security,
    "AuthorizationPolicy",
    { name, namespace },
    {
      selector: { matchLabels: appOf(name) },
      action: "ALLOW",
      rules: grouped(ways, ({ caller }) => caller).map(([caller, own]) => ({
        from: [{ source: { principals: [principal(callerId(caller))] } }],
        to: [{ operation: operation(own) }],
      })),
    },
  );

export const denyOthers = (namespace: string): KubeObject =>
  object(security, "AuthorizationPolicy", { name: "deny-others", namespace }, {});

export const strict = (namespace: string): KubeObject =>
  object(security, "PeerAuthentication", { name: "strict", namespace }, { mtls: { mode: "STRICT" } });
