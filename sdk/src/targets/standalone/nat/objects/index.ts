import type { CheckedNatGateway, CheckedVpcSide } from "../../../../fabric/vpcs/checked.js";
import type { EmittedObject, KubeObject } from "../../../emitted.js";
import { managed } from "../../../crossing/metadata.js";
import { leaseAccess, serviceAccount } from "./access.js";
import { configMaps } from "./config.js";
import { deployment } from "./deployment.js";
import { natMetadata, natSelector, needsLease } from "./names.js";

/** Everything that a NAT gateway's pods need, in the order in which it is made. */
export function natGatewayObjects(
  gateway: CheckedNatGateway,
  side: Pick<CheckedVpcSide, "vpcs" | "forwarding">,
): EmittedObject[] {
  const vpcs = side.vpcs.filter((vpc) => vpc.gateway?.name === gateway.name);
  const objects: [string, KubeObject][] = [
    ...(gateway.ownsNamespace ? [["namespace", namespaceObject(gateway)] as [string, KubeObject]] : []),
    ["service-account", serviceAccount(gateway)],
    ...leaseAccess(gateway),
    ...configMaps(gateway, side),
    ["deployment", deployment({ gateway, vpcs })],
    ...(needsLease(gateway) ? [["disruption-budget", disruptionBudget(gateway)] as [string, KubeObject]] : []),
  ];
  return objects.map(([id, object]) => ({
    // a gateway that nobody declared belongs to the Fabric as a whole
    owner: gateway.declared ? { kind: "natGateways", name: gateway.name } : undefined,
    id: gateway.declared ? id : `${gateway.objectName}-${id}`,
    cluster: gateway.cluster.name,
    object,
  }));
}

/** Pod Security knows no level between "no added capability" and "anything" that admits NET_ADMIN. */
const namespaceObject = ({ namespace }: CheckedNatGateway): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: namespace, labels: { ...managed, "pod-security.kubernetes.io/enforce": "privileged" } },
});

/** Whoever empties nodes leaves one that can forward. */
const disruptionBudget = (gateway: CheckedNatGateway): KubeObject => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: natMetadata(gateway),
  spec: { maxUnavailable: 1, selector: { matchLabels: natSelector(gateway) } },
});
