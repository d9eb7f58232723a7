import type { CheckedNatGateway, CheckedVpcSide } from "../../../../fabric/vpcs/checked.js";
import type { KubeObject } from "../../../emitted.js";
import { managed } from "../../../crossing/metadata.js";

/** What objects are made of. */
export interface NatPod {
  gateway: CheckedNatGateway;
  /** The VPCs that it has interfaces of. */
  vpcs: CheckedVpcSide["vpcs"];
}

/** Labels of every NAT gateway's pods. */
export const natPods = { "app.kubernetes.io/name": "isthmus-nat-gateway" };

/** Labels of one gateway's objects; also what selects its pods. */
export const natSelector = ({ objectName }: CheckedNatGateway): Record<string, string> => ({
  ...natPods,
  "app.kubernetes.io/instance": objectName,
});

export const natMetadata = (gateway: CheckedNatGateway, name: string = gateway.objectName): KubeObject["metadata"] => ({
  name,
  namespace: gateway.namespace,
  labels: { ...natSelector(gateway), ...managed },
});

export const configName = ({ objectName }: CheckedNatGateway): string => `${objectName}-config`;
export const elementsName = ({ objectName }: CheckedNatGateway, file: number): string =>
  `${objectName}-elements-${file}`;

/** With one pod there is nothing to agree on. */
export const needsLease = ({ replicas }: CheckedNatGateway): boolean => replicas > 1;

/** Whether it takes interfaces of the node, which are in the node's network namespace. */
export const usesNodeNetwork = ({ vpcs }: NatPod): boolean =>
  vpcs.some(({ attachment }) => attachment.interface !== undefined && attachment.network === undefined);
