import { GatewayRole, ServiceType } from "../../../model/choices.js";
import type { MeshGatewaySpec } from "../../../model/mesh-gateway.js";
import type { Problem } from "../../../model/problem.js";
import { proxyPorts } from "../../istio/pod/ports.js";
import { portTakenProblems } from "../../crossing/container-ports.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

const kept = { kept: proxyPorts, keeper: "the proxy" };

/** Each gateway takes the calls that Gloo Mesh can lead to it. */
export function* gatewayProblems(spec: Spec): Iterable<Problem> {
  const eastWest = new Map<string, string>();
  for (const [name, gateway] of own.gateways(spec)) {
    yield* gateway.role === GatewayRole.EastWest
      ? eastWestProblems(name, gateway, eastWest)
      : listenerProblems(name, gateway);
  }
}

function* eastWestProblems(
  name: string,
  { mesh, service, address, listeners = {} }: MeshGatewaySpec,
  owners: Map<string, string>,
): Iterable<Problem> {
  const at = `meshGateways.${name}`;
  if (Object.keys(listeners).length > 0)
    yield {
      code: "gloo.east-west-listener",
      path: `${at}.listeners`,
      message: `east-west gateway "${name}" takes its listeners from Routes of other clusters`,
      hint: "leave listeners out, or make it an ingress gateway",
    };
  if (address === undefined && (service?.type ?? ServiceType.ClusterIP) === ServiceType.ClusterIP)
    yield {
      code: "gloo.east-west-unreachable",
      path: `${at}.service.type`,
      message: `other clusters call east-west gateway "${name}", and its Service is inside its own`,
      hint: "set it to LoadBalancer or NodePort, or say in address where it is reached",
    };
  const owner = owners.get(mesh);
  owners.set(mesh, owner ?? name);
  if (owner !== undefined)
    yield {
      code: "gloo.east-west-several",
      path: at,
      message: `mesh "${mesh}" has east-west gateway "${owner}" already, and calls of other clusters take one`,
      hint: "remove one of them",
    };
}

function* listenerProblems(name: string, { listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  const owners = new Map<string, string>();
  yield* portTakenProblems(`meshGateways.${name}.listeners`, listeners, kept);
  for (const [listener, { crossMesh, hostname }] of Object.entries(listeners)) {
    const at = `meshGateways.${name}.listeners.${listener}`;
    if (crossMesh !== true)
      yield {
        code: "gloo.listener-outside",
        path: `${at}.crossMesh`,
        message: `listener "${listener}" of gateway "${name}" is for outsiders, and this target's gateways are for meshes`,
        hint: "set crossMesh: true, or declare it on a gateway of target standalone",
      };
    if (hostname === undefined) continue;
    const owner = owners.get(hostname);
    owners.set(hostname, owner ?? listener);
    if (owner !== undefined)
      yield {
        code: "gloo.listener-hostname",
        path: `${at}.hostname`,
        message: `listener "${owner}" of gateway "${name}" answers to "${hostname}" already, and a RouteTable is for all ports of a gateway`,
        hint: "give each listener a hostname of its own",
      };
  }
}
