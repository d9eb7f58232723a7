import { type CheckedGateway } from "../../../fabric/checked.js";
import { ServiceType } from "../../../model/choices.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { nodePortOf } from "../../crossing/gateway.js";
import { apis } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { proxyServiceName } from "./names.js";

/**
 * How Envoy Gateway runs a Gateway's Envoys: what the declaration says, on top of what the GatewayClass says. Rules of
 * Routes are tried in their order where `keepsOrder`; else the most specific match decides, as Gateway API says.
 */
export const envoyProxy = (place: GatewayPlace, { keepsOrder }: { keepsOrder: boolean }): KubeObject => ({
  apiVersion: apis.envoy,
  kind: "EnvoyProxy",
  metadata: metadataOf(place),
  spec: {
    mergeType: "StrategicMerge",
    preserveRouteOrder: keepsOrder ? true : undefined,
    shutdown: shutdown(place.declared),
    provider: {
      type: "Kubernetes",
      kubernetes: {
        envoyDeployment: envoyDeployment(place.declared),
        envoyService: envoyService(place),
        envoyHpa: autoscaler(place.declared),
        envoyPDB: fewest(place.declared) === 1 ? undefined : { maxUnavailable: 1 },
      },
    },
  },
});

const fewest = (declared: CheckedGateway | undefined): number =>
  declared?.autoscaling === undefined ? (declared?.replicas ?? 2) : (declared.autoscaling.minReplicas ?? 2);

const shutdown = (declared: CheckedGateway | undefined): Tree =>
  declared?.scheduling.drainSeconds === undefined
    ? undefined
    : { drainTimeout: `${declared.scheduling.drainSeconds}s` };

function envoyDeployment(declared: CheckedGateway | undefined): Tree {
  const { nodeSelector, priorityClassName } = declared?.scheduling ?? {};
  const { requests, limits } = declared?.resources ?? {};
  return {
    replicas: declared?.autoscaling === undefined ? (declared?.replicas ?? 2) : undefined,
    pod: nodeSelector && { nodeSelector },
    container: {
      image: declared?.image,
      resources: requests === undefined && limits === undefined ? undefined : { requests, limits },
    },
    patch: priorityClassName === undefined ? undefined : strategic({ template: { spec: { priorityClassName } } }),
  };
}

function envoyService(place: GatewayPlace): Tree {
  const { declared } = place;
  const { type = ServiceType.ClusterIP, annotations, loadBalancerClass } = declared?.service ?? {};
  const ports = declared === undefined ? [] : nodePorts(declared);
  return {
    name: proxyServiceName(place, place.name),
    type,
    annotations,
    loadBalancerClass,
    externalTrafficPolicy: type === ServiceType.ClusterIP ? undefined : trafficPolicy(declared),
    patch: ports.length === 0 ? undefined : strategic({ ports }),
  };
}

/** Only a node that has a pod answers where callers are told apart by address, so that nothing changes the address. */
const trafficPolicy = (declared: CheckedGateway | undefined): string =>
  declared?.listeners.some(({ sourceRanges }) => sourceRanges !== undefined) === true ? "Local" : "Cluster";

const nodePorts = (declared: CheckedGateway): Tree[] =>
  [...new Set(declared.listeners.map(({ port }) => port))].flatMap((port) => {
    const nodePort = nodePortOf(declared, port);
    return nodePort === undefined ? [] : [{ port, nodePort }];
  });

const strategic = (spec: Tree): Tree => ({ type: "StrategicMerge", value: { spec } });

const autoscaler = (declared: CheckedGateway | undefined): Tree =>
  declared?.autoscaling && {
    minReplicas: fewest(declared),
    maxReplicas: declared.autoscaling.maxReplicas,
    metrics: [
      {
        type: "Resource",
        resource: {
          name: "cpu",
          target: { type: "Utilization", averageUtilization: declared.autoscaling.cpuUtilization ?? 70 },
        },
      },
    ],
  };
