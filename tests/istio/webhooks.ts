import { istiod, type ControlPlane } from "./names.js";

const apiVersion = "admissionregistration.k8s.io/v1";
const labels = { "istio.io/rev": "default", app: istiod };
const missing = (key: string): object => ({ key, operator: "DoesNotExist" });

/** Names of the configurations; istiod looks for the first by its name, for the second by its labels. */
export const injectorWebhook = "istio-sidecar-injector";
export const validatorWebhook = "istiod-default-validator";

/** The webhooks of istiod, into which it writes its own authority once it answers. */
export const webhookObjects = ({ namespace }: ControlPlane): object[] => {
  const service = (path: string): object => ({ service: { name: istiod, namespace, path, port: 443 } });
  const injecting = (name: string, namespaceSelector: object, objectSelector: object): object => ({
    name,
    clientConfig: service("/inject"),
    sideEffects: "None",
    rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }],
    failurePolicy: "Fail",
    admissionReviewVersions: ["v1"],
    namespaceSelector: { matchExpressions: [namespaceSelector] },
    objectSelector: { matchExpressions: [objectSelector] },
  });
  const injection = "istio-injection";
  const inject = "sidecar.istio.io/inject";
  return [
    {
      apiVersion,
      kind: "MutatingWebhookConfiguration",
      metadata: { name: injectorWebhook, labels },
      webhooks: [
        injecting(
          "namespace.sidecar-injector.istio.io",
          { key: injection, operator: "In", values: ["enabled"] },
          { key: inject, operator: "NotIn", values: ["false"] },
        ),
        injecting("object.sidecar-injector.istio.io", missing(injection), {
          key: inject,
          operator: "In",
          values: ["true"],
        }),
      ],
    },
    {
      apiVersion,
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: validatorWebhook, labels: { ...labels, istio: istiod } },
      webhooks: [
        {
          name: "validation.istio.io",
          clientConfig: service("/validate"),
          sideEffects: "None",
          rules: [
            {
              operations: ["CREATE", "UPDATE"],
              apiGroups: ["security.istio.io", "networking.istio.io", "telemetry.istio.io", "extensions.istio.io"],
              apiVersions: ["*"],
              resources: ["*"],
            },
          ],
          // until istiod is there; it makes it Fail
          failurePolicy: "Ignore",
          admissionReviewVersions: ["v1"],
        },
      ],
    },
  ];
};
