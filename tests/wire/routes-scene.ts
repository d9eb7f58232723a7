import type { ExposeSpec } from "../../sdk/src/model/expose.js";
import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import type { RouteSpec } from "../../sdk/src/model/route.js";
import type { Echo } from "./backend.js";
import { Gateways } from "./gateways.js";
import { plainCall, type PlainCall, type PlainOutcome } from "./plain-call.js";

const target = { kind: "standalone" } as const;
const https = { protocol: "HTTPS", crossMesh: true, port: 8443 } as const;
const service = (name: string) => ({ name, namespace: "pay", port: 8080 });

/** A backend of the scene, by the name of its Service. */
export const backend = (name: string): string => `${name}.pay.svc.cluster.local:8080`;

/**
 * Mesh `payments` offers `charges` and `canary` behind gateway `edge`, and `backup` behind gateway `spare`; `shop` may
 * use all of it. Each Route is called by `NAME.mesh`.
 */
export const routesFabric = (
  routes: Record<string, Omit<RouteSpec, "from" | "hostname">>,
  exposes: Record<string, Partial<ExposeSpec>> = {},
): FabricSpec => ({
  meshes: {
    shop: { trustDomain: "shop.acme.internal", target },
    payments: { trustDomain: "payments.acme.internal", target },
  },
  meshGateways: {
    edge: {
      mesh: "payments",
      listeners: { api: { hostname: "payments.mesh", ...https }, beta: { hostname: "beta.mesh", ...https } },
    },
    spare: { mesh: "payments", listeners: { api: { hostname: "spare.mesh", ...https } } },
  },
  exposes: {
    charges: { gateway: "edge", listener: "api", service: service("charges"), ...exposes["charges"] },
    canary: { gateway: "edge", listener: "beta", service: service("canary"), ...exposes["canary"] },
    backup: { gateway: "spare", service: service("backup"), ...exposes["backup"] },
  },
  crossMeshPermissions: {
    shopMayCharge: { gateway: "edge", from: [{ mesh: "shop" }] },
    shopMayUseTheSpare: { gateway: "spare", from: [{ mesh: "shop" }] },
  },
  routes: Object.fromEntries(
    Object.entries(routes).map(([name, route]) => [
      name,
      { from: { mesh: "shop" }, hostname: `${name.toLowerCase()}.mesh`, ...route },
    ]),
  ),
});

/** The gateways of both sides, called as consumers do. */
export class RoutesScene extends Gateways {
  /** A call of a Route, by the first part of its hostname. */
  ask(route: string, call: Partial<PlainCall> = {}): Promise<PlainOutcome> {
    const host = `${route}.mesh`;
    return plainCall({ port: this.consumerPort(host, 80), host, method: "GET", path: "/", ...call });
  }

  /** What the backend saw that answered. */
  async echo(route: string, call: Partial<PlainCall> = {}): Promise<Echo | undefined> {
    return (await this.ask(route, call)).echo;
  }

  /** Which Service answered: `charges`, or the status where none did. */
  async answerer(route: string, call: Partial<PlainCall> = {}): Promise<string> {
    const { status, echo } = await this.ask(route, call);
    return echo?.backend.split(".")[0] ?? String(status);
  }

  /** How often a Service was asked, health checks aside. */
  timesAsked(service: string): number {
    return this.backends.seen.filter(({ backend: name, path }) => name === backend(service) && path !== "/healthy")
      .length;
  }
}
