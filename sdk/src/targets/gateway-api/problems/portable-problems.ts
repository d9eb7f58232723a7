import type { Problem } from "../../../model/problem.js";
import { usedFields } from "../../support/used-fields.js";
import type { Spec } from "../../own.js";
import { isPortable, own } from "./own.js";

/** Gateway API by itself authenticates callers and tells none apart, and says little of how a Gateway runs. */
export function* portableProblems(spec: Spec): Iterable<Problem> {
  yield* callerProblems(spec);
  yield* wayOutProblems(spec);
  for (const [mesh] of own.meshes(spec)) if (isPortable(spec, mesh)) yield* fieldProblems(spec, mesh);
}

const hint = (otherwise: string): string => `set implementation: "envoy-gateway" on the mesh's target, or ${otherwise}`;

function* callerProblems(spec: Spec): Iterable<Problem> {
  for (const { name, gateways } of own.permissions(spec)) {
    const selected = gateways.find(([, { mesh }]) => isPortable(spec, mesh));
    if (selected === undefined) continue;
    yield {
      code: "gateway-api.callers",
      path: `crossMeshPermissions.${name}`,
      message: `Gateway API checks callers' certificates and cannot say which of them may call gateway "${selected[0]}"`,
      hint: hint("use target standalone for the mesh"),
    };
  }
}

/** A Gateway has one client certificate for all its calls, and leads to Services of its cluster alone. */
function* wayOutProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { from }] of own.routes(spec)) {
    if (!isPortable(spec, from.mesh)) continue;
    yield {
      code: "gateway-api.way-out",
      path: `routes.${name}.from.mesh`,
      message: `mesh "${from.mesh}" cannot call out: Gateway API has no stable kind for what is outside a cluster`,
      hint: hint("leave the Route out"),
    };
  }
}

/** What only objects of Envoy Gateway can say, by the beginning of the field. */
const envoyGatewayFields = [
  "meshes.target.systemNamespace",
  "meshes.trust.revoked",
  "meshGateways.replicas",
  "meshGateways.autoscaling",
  "meshGateways.scheduling",
  "meshGateways.service",
  "meshGateways.image",
  "meshGateways.resources",
  "meshGateways.listeners.nodePort",
  "meshGateways.listeners.maxConnections",
  "meshGateways.listeners.sourceRanges",
  "exposes.service.protocol=HTTP2",
  "exposes.rateLimit",
  "exposes.healthCheck",
  "exposes.outlierDetection",
  "exposes.limits",
];

const needsEnvoyGateway = (field: string, value: unknown): boolean =>
  envoyGatewayFields.some(
    (known) => field === known || `${field}=${String(value)}` === known || field.startsWith(`${known}.`),
  );

function* fieldProblems(spec: Spec, mesh: string): Iterable<Problem> {
  for (const { field, path } of usedFields(spec, mesh, needsEnvoyGateway)) {
    yield {
      code: "gateway-api.portable",
      path,
      message: `Gateway API by itself has no place for ${field}`,
      hint: hint("leave it out"),
    };
  }
}
