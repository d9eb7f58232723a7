import { isProvider, provider, type Entry } from "../registry.js";
import { refuse } from "../../model/problem.js";
import { isRecord, mapValues, type Properties, Secret, type Value } from "../value.js";
import type { ResourceHandler } from "../handler.js";
import { isKubeconfigText } from "../../cluster/kubeconfig.js";
import { kubernetesHandler, type KubernetesOptions } from "./handler.js";

/** What Pulumi's Kubernetes package serves by other means than one object each. */
const NOT_OBJECTS = /^kubernetes:(helm\.sh|kustomize|yaml)\b|Patch$|List$/;

/** Types whose name ends like a patch but which are kinds of their own. */
const KINDS_OF_THEIR_OWN = /:(MeshProxyPatch|EnvoyPatch)$/;

/** The registry's entries for Kubernetes: its provider and its objects. */
export function kubernetesEntries(options: KubernetesOptions): Entry[] {
  return [
    { serves: ({ type }) => type === "pulumi:providers:kubernetes", handler: clusterProvider },
    {
      serves: ({ type, custom }) =>
        custom &&
        !isProvider(type) &&
        type.startsWith("kubernetes:") &&
        (!NOT_OBJECTS.test(type) || KINDS_OF_THEIR_OWN.test(type)),
      handler: kubernetesHandler(options),
    },
  ];
}

/** The text of a kubeconfig holds credentials; it is secret whether the program says so or not. */
const clusterProvider: ResourceHandler = {
  ...provider,
  check({ inputs }): Properties {
    const rendered = inputs["renderYamlToDirectory"];
    if (rendered !== undefined) {
      refuse(
        "kubernetes.render",
        "renderYamlToDirectory",
        "rendering is not the provider's work here",
        "use `isthmus render --out DIR`",
      );
    }
    return mapValues(inputs, (value, key) =>
      key === "kubeconfig" && holdsCredentials(value) ? new Secret(value) : value,
    );
  },
};

const holdsCredentials = (value: Value): boolean =>
  isRecord(value) || (typeof value === "string" && isKubeconfigText(value));
