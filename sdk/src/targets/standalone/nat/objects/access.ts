import type { CheckedNatGateway } from "../../../../fabric/vpcs/checked.js";
import type { KubeObject } from "../../../emitted.js";
import { natMetadata, needsLease } from "./names.js";

export const serviceAccount = (gateway: CheckedNatGateway): KubeObject => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: natMetadata(gateway),
  automountServiceAccountToken: false,
});

/** What the pods may do in the cluster: agree, by one Lease, on which of them forwards. */
export const leaseAccess = (gateway: CheckedNatGateway): [id: string, object: KubeObject][] =>
  needsLease(gateway)
    ? [
        [
          "role",
          {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata: natMetadata(gateway),
            rules: [
              // a name is not known yet when something is created, so RBAC cannot limit it
              { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
              {
                apiGroups: ["coordination.k8s.io"],
                resources: ["leases"],
                resourceNames: [gateway.objectName],
                verbs: ["get", "update"],
              },
            ],
          },
        ],
        [
          "role-binding",
          {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata: natMetadata(gateway),
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: gateway.objectName },
            subjects: [{ kind: "ServiceAccount", name: gateway.objectName, namespace: gateway.namespace }],
          },
        ],
      ]
    : [];
