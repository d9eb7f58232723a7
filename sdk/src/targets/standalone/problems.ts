import { listenerOf } from "../../fabric/expose-problems.js";
import { objectName } from "../../fabric/object-name.js";
import { PermissionAction } from "../../model/cross-mesh-permission.js";
import type { FabricSpec } from "../../model/fabric.js";
import { GatewayRole, ListenerProtocol, type MeshGatewaySpec, ServiceType } from "../../model/mesh-gateway.js";
import { TrustMode } from "../../model/mesh.js";
import type { Problem } from "../../model/problem.js";
import { MeshTargetKind } from "../../model/target.js";
import { unavailable } from "../target.js";
import { impliedEgressName } from "./egress.js";
import { consumerService } from "./objects/consumer-names.js";
import { adminPort, containerPortOf, readinessPort } from "./pod.js";

type Spec = Required<FabricSpec>;

const later = "leave it out until its release";

/** What the standalone target cannot do, of what its own meshes declare. */
export function* standaloneProblems(spec: Spec): Iterable<Problem> {
  const isMine = (mesh: string | undefined): boolean =>
    mesh !== undefined && spec.meshes[mesh]?.target.kind === MeshTargetKind.Standalone;
  const gateways = Object.entries(spec.meshGateways).filter(([, { mesh }]) => isMine(mesh));
  const mine = new Set(gateways.map(([name]) => name));

  for (const [name, { target, trust }] of Object.entries(spec.meshes).filter(([mesh]) => isMine(mesh))) {
    if (target.version !== undefined) {
      yield {
        code: "target.version",
        path: `meshes.${name}.target.version`,
        message: "target standalone has no versions",
        hint: "leave version out",
      };
    }
    if (trust?.mode !== undefined && trust.mode !== TrustMode.Managed) {
      yield unavailable(`meshes.${name}.trust.mode`, `trust mode "${trust.mode}"`, `use ${TrustMode.Managed}`);
    }
    yield* impliedNameProblems(name, spec);
  }
  for (const [name, gateway] of gateways) yield* gatewayProblems(name, gateway);
  for (const [name, permission] of Object.entries(spec.crossMeshPermissions)) {
    if (permission.gateway !== undefined && mine.has(permission.gateway)) yield* permissionProblems(name, permission);
    if (permission.gatewayTags !== undefined)
      yield unavailable(`crossMeshPermissions.${name}.gatewayTags`, "permissions by gateway tags", "name the gateway");
  }
  for (const [name, { gateway, path }] of Object.entries(spec.exposes)) {
    if (gateway !== undefined && mine.has(gateway) && path?.regex !== undefined)
      yield unavailable(`exposes.${name}.path.regex`, "an Expose of a path by regex", "use exact or prefix");
  }
  for (const [name, route] of Object.entries(spec.routes)) {
    if (isMine(route.from.mesh)) yield* routeProblems(name, route, spec);
  }
  yield* sharedHostnameProblems(spec, isMine);
}

function* gatewayProblems(name: string, { role, listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  if (role === GatewayRole.EastWest)
    yield unavailable(
      `meshGateways.${name}.role`,
      "east-west gateways on target standalone",
      "use ingress and egress gateways",
    );
  const owners = new Map<number, number>([
    [readinessPort, 0],
    [adminPort, 0],
  ]);
  for (const [listener, { port, protocol, crossMesh, tls }] of Object.entries(listeners)) {
    const at = `meshGateways.${name}.listeners.${listener}`;
    const taken = owners.get(containerPortOf(port));
    if (taken !== undefined && taken !== port) {
      yield {
        code: "target.port-taken",
        path: `${at}.port`,
        message: `port ${port} is served on ${containerPortOf(port)} in the pod, which ${taken === 0 ? "the gateway keeps for itself" : `port ${taken} uses already`}`,
        hint: "choose another port",
      };
    }
    owners.set(containerPortOf(port), port);
    if (crossMesh !== true) {
      yield unavailable(
        `${at}.crossMesh`,
        "listeners for outsiders on target standalone",
        "set crossMesh: true, or leave the listener out",
      );
    } else if (protocol !== ListenerProtocol.HTTPS) {
      yield {
        code: "target.cross-mesh-protocol",
        path: `${at}.protocol`,
        message: `a crossMesh listener on target standalone knows its callers by mutual TLS, and protocol ${protocol} has none that it can end`,
        hint: "use protocol HTTPS",
      };
    }
    if (crossMesh === true && tls !== undefined) {
      yield {
        code: "target.cross-mesh-tls",
        path: `${at}.tls`,
        message: "a crossMesh listener presents the mesh's own certificate, so tls does not go with it",
        hint: "leave tls out",
      };
    }
  }
}

function* permissionProblems(
  name: string,
  { action, from, http = [] }: Spec["crossMeshPermissions"][string],
): Iterable<Problem> {
  const at = `crossMeshPermissions.${name}`;
  if (action === PermissionAction.Deny)
    yield unavailable(`${at}.action`, "deny on target standalone", "leave it out: what no permission allows is denied");
  for (const [index, { externalGateway }] of from.entries()) {
    if (externalGateway !== undefined)
      yield unavailable(`${at}.from[${index}].externalGateway`, "external gateways as callers", later);
  }
  for (const [index, { path, headers, query, jwt }] of http.entries()) {
    const features = { "path.regex": path?.regex, headers, query, jwt };
    for (const [field, value] of Object.entries(features)) {
      if (value !== undefined)
        yield unavailable(`${at}.http[${index}].${field}`, `permissions by ${field} on target standalone`, later);
    }
  }
}

function* routeProblems(name: string, { from, to, failover }: Spec["routes"][string], spec: Spec): Iterable<Problem> {
  const at = `routes.${name}`;
  if (to.weighted !== undefined)
    yield unavailable(
      `${at}.to.weighted`,
      "weighted destinations on target standalone",
      "lead the Route to one Expose",
    );
  if (to.externalGateway !== undefined)
    yield unavailable(`${at}.to.externalGateway`, "external gateways as destinations", later);
  if (failover !== undefined) yield unavailable(`${at}.failover`, "failover on target standalone", later);
  const expose = to.expose === undefined ? undefined : spec.exposes[to.expose];
  const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
  if (expose === undefined || gateway === undefined) return;
  const listenerName = listenerOf(expose, gateway);
  const listener = listenerName === undefined ? undefined : gateway.listeners?.[listenerName];
  const isElsewhere = spec.meshes[gateway.mesh]?.cluster !== spec.meshes[from.mesh ?? ""]?.cluster;
  const knowsPort = gateway.address?.port !== undefined || listener?.nodePort !== undefined;
  if (
    listener === undefined ||
    !isElsewhere ||
    gateway.service?.type !== ServiceType.NodePort ||
    gateway.address === undefined ||
    knowsPort
  )
    return;
  yield {
    code: "target.no-node-port",
    path: `meshGateways.${expose.gateway}.listeners.${listenerName}.nodePort`,
    message: `Route "${name}" calls gateway "${expose.gateway}" on a node port from another cluster, and the port is left to Kubernetes`,
    hint: "set nodePort, or the port of the gateway's address",
  };
}

/** The egress gateway that a mesh has by itself needs its name. */
function* impliedNameProblems(mesh: string, { meshGateways }: Spec): Iterable<Problem> {
  const implied = impliedEgressName({ objectName: objectName(mesh) });
  const taken = Object.keys(meshGateways).find(
    (name) => objectName(name) === implied && meshGateways[name]?.mesh === mesh,
  );
  if (taken === undefined) return;
  yield {
    code: "target.name-taken",
    path: `meshGateways.${taken}`,
    message: `"${implied}" is the name of the egress gateway that mesh "${mesh}" has by itself`,
    hint: "choose another name",
  };
}

/** A name in the cluster's DNS leads to one door, so Routes that share a hostname have the same consumers and way. */
function* sharedHostnameProblems(
  { routes, meshes }: Spec,
  isMine: (mesh: string | undefined) => boolean,
): Iterable<Problem> {
  const owners = new Map<string, { name: string; door: string }>();
  for (const [name, { from, hostname, via }] of Object.entries(routes)) {
    if (
      hostname === undefined ||
      from.mesh === undefined ||
      !isMine(from.mesh) ||
      consumerService(hostname) === undefined
    )
      continue;
    const { mesh, namespace, serviceAccount, labels = {} } = from;
    const key = JSON.stringify([meshes[mesh]?.cluster, hostname]);
    const door = JSON.stringify([mesh, via, namespace, serviceAccount, Object.entries(labels).sort()]);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, { name, door });
    if (owner === undefined || owner.door === door) continue;
    yield {
      code: "target.hostname-shared",
      path: `routes.${name}.hostname`,
      message: `"${hostname}" leads to the consumers' entrance of Route "${owner.name}", which has other callers or another way`,
      hint: "give the Routes the same from and via, or hostnames of their own",
    };
  }
}
