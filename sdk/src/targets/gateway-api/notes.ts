import type { CheckedFabric } from "../../fabric/checked.js";
import { MeshTargetKind } from "../../model/choices.js";
import type { Problem } from "../../model/problem.js";

/** Gateway API has no place for revocation lists of servers, so that a Route may lead to one that shows a revoked certificate. */
export function* gatewayApiNotes({ routes }: CheckedFabric): Iterable<Problem> {
  for (const { name, mesh, rules } of routes) {
    if (mesh.target.kind !== MeshTargetKind.GatewayApi) continue;
    const called = rules.flatMap(({ forward }) =>
      [...(forward?.destinations ?? []), ...(forward?.failover ?? []).map((offer) => ({ offer }))].flatMap(
        ({ offer }) => offer?.gateway.mesh ?? [],
      ),
    );
    const revoking = called.find(({ trust }) => trust.revoked !== undefined && trust.revoked.length > 0);
    if (revoking === undefined) continue;
    yield {
      code: "gateway-api.unrevoked",
      path: `routes.${name}.to`,
      message: `mesh "${revoking.name}" revokes certificates, and Envoy Gateway does not ask which where it calls`,
      hint: "distrust the mesh, or replace its gateway's certificate, where one is in the wrong hands",
    };
  }
}
