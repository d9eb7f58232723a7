import type { Problem } from "../../../model/problem.js";
import { meshNamespace } from "../../../fabric/defaults.js";
import type { Spec } from "../../own.js";
import { exitMesh, own } from "./own.js";

/** A certificate of yours goes with authorities, which stand in a Secret beside it. */
export function* externalProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, string>();
  const unverified = new Set<string>();
  for (const [route, declared] of own.routes(spec)) {
    const { to, via } = declared;
    const name = to.externalGateway;
    const tls = name === undefined ? undefined : spec.externalGateways[name]?.tls;
    if (name === undefined || tls?.secretName === undefined) continue;
    if (tls.bundle === undefined) {
      if (unverified.has(name)) continue;
      unverified.add(name);
      yield {
        code: "gloo.server-unverified",
        path: `externalGateways.${name}.tls.bundle`,
        message: `Istio does not verify the server where Secret "${tls.secretName}" of external gateway "${name}" names no authorities`,
        hint: "add the certificates of the authorities that vouch for the server",
      };
      continue;
    }
    const mesh = exitMesh(spec, declared);
    const namespace =
      (via === undefined ? undefined : spec.meshGateways[via]?.namespace) ?? meshNamespace(spec, mesh ?? "");
    const key = JSON.stringify([mesh, namespace, tls.secretName]);
    const owner = owners.get(key) ?? name;
    owners.set(key, owner);
    if (owner === name || spec.externalGateways[owner]?.tls?.bundle === tls.bundle) continue;
    yield {
      code: "gloo.secret-shared",
      path: `externalGateways.${name}.tls.secretName`,
      message: `Route "${route}" shows Secret "${tls.secretName}", beside which the authorities of external gateway "${owner}" stand`,
      hint: "bring a Secret of its own, or give both the same authorities",
    };
  }
}
