import type { KubeObject } from "../../emitted.js";
import { gatewaySelector, managed } from "../../crossing/metadata.js";
import { placement } from "../../standalone/objects/placement.js";
import { declaredPod } from "../../standalone/pod.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { statusPort } from "./ports.js";

/**
 * What the mesh has revoked, as istiod writes it into every namespace. Its agent gives it to the proxy where it finds it;
 * Istio's template for sidecars puts it there, and that for gateways does not.
 */
const revocations = "istio-ca-crl";

/**
 * A gateway's pods: a container that Istio's webhook fills with the proxy of its revision. They meet Pod Security
 * "restricted", and take no port under 1024.
 */
export function deployment(place: GatewayPlace, tellsCallers: boolean): KubeObject {
  const { name, mesh, declared } = place;
  const pod = declaredPod(declared);
  const { revision } = mesh.target;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(place),
    spec: {
      // where an autoscaler decides, whoever applies this again must not
      replicas: pod.autoscaling === undefined ? pod.replicas : undefined,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: gatewaySelector(name) },
      template: {
        metadata: {
          labels: {
            ...gatewaySelector(name),
            ...managed,
            "sidecar.istio.io/inject": "true",
            ...(revision !== undefined && { "istio.io/rev": revision }),
          },
          annotations: {
            "inject.istio.io/templates": "gateway",
            "proxy.istio.io/config": JSON.stringify({
              terminationDrainDuration: `${pod.drainSeconds}s`,
              // by default a gateway writes its caller's whole certificate into what it passes on
              ...(!tellsCallers && { gatewayTopology: { forwardClientCertDetails: "SANITIZE" } }),
            }),
          },
        },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: pod.drainSeconds + 15,
          ...placement({ ...pod, name }),
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "istio-proxy",
              image: pod.image ?? "auto",
              // for want of a tag the API server would write Always, over what the mesh says of its proxies
              imagePullPolicy: "IfNotPresent",
              ports: [{ name: "status-port", containerPort: statusPort, protocol: "TCP" }],
              resources: {
                requests: pod.resources.requests ?? { cpu: "100m", memory: "128Mi" },
                limits: pod.resources.limits ?? { memory: "512Mi" },
              },
              securityContext: {
                runAsNonRoot: true,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              volumeMounts: [{ name: revocations, mountPath: "/var/run/secrets/istio/crl", readOnly: true }],
            },
          ],
          volumes: [{ name: revocations, configMap: { name: revocations, optional: true } }],
        },
      },
    },
  };
}
