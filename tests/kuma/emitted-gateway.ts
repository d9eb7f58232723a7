import { settle } from "../../sdk/src/targets/emitted.js";
import type { Plan } from "../../sdk/src/targets/plan.js";
import type { GatewayConfig, HttpFilterPatch, RouteRule } from "./gateway-config.js";

type Emitted = Pick<GatewayConfig, "port" | "hostname" | "patches" | "rules">;

interface Settled {
  kind: string;
  metadata: { name: string };
  spec: {
    targetRef: { name: string; tags?: { listener: string } };
    default: { appendModifications: HttpFilterPatch[] };
    to: { rules: RouteRule[] }[];
    conf: { listeners: { port: number; hostname: string; tags: { listener: string } }[] };
  };
}

/** What a plan says of the listeners of its MeshGateways, each with the patch of its gateway. */
export function emittedGateways({ objects }: Pick<Plan, "objects">): Emitted[] {
  const all = objects.map(({ object }) => settle(object, {}) as Settled);
  const ofKind = (kind: string): Settled[] => all.filter((object) => object.kind === kind);
  return ofKind("MeshGateway").flatMap(({ metadata: { name }, spec: { conf } }) => {
    const isFor = ({ spec: { targetRef } }: Settled): boolean => targetRef.name === name;
    const patches = ofKind("MeshProxyPatch").filter(isFor);
    return conf.listeners.map(({ port, hostname, tags }) => ({
      port,
      hostname,
      patches: patches.flatMap(({ spec }) => spec.default.appendModifications),
      rules: ofKind("MeshHTTPRoute")
        .filter((route) => isFor(route) && route.spec.targetRef.tags?.listener === tags.listener)
        .flatMap(({ spec: { to } }) => to.flatMap(({ rules }) => rules)),
    }));
  });
}
