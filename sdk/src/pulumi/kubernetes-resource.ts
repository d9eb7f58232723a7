import type * as kubernetes from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import * as apps from "@pulumi/kubernetes/apps/v1/index.js";
import * as autoscaling from "@pulumi/kubernetes/autoscaling/v2/index.js";
import * as core from "@pulumi/kubernetes/core/v1/index.js";
import * as networking from "@pulumi/kubernetes/networking/v1/index.js";
import * as policy from "@pulumi/kubernetes/policy/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type Material, Pending } from "../targets/emitted.js";

/** Certificates by name, as they become known. */
export type PendingMaterial = Record<string, { certificate: pulumi.Output<string>; privateKey: pulumi.Output<string> }>;

/** What all kinds have in common; the fields of each kind come from the plan as they are. */
interface ObjectArgs {
  metadata: kubernetes.types.input.meta.v1.ObjectMeta;
}

type ResourceClass = new (name: string, args: ObjectArgs, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/**
 * Pulumi's own classes, which know how to wait for their kinds. Any other kind is a custom resource. They come from
 * their API groups: the package as a whole loads all of Kubernetes.
 */
const classes: Record<string, ResourceClass> = {
  "v1/ConfigMap": core.ConfigMap,
  "v1/Namespace": core.Namespace,
  "v1/Secret": core.Secret,
  "v1/Service": core.Service,
  "v1/ServiceAccount": core.ServiceAccount,
  // its spec is required, and the plan always has one
  "apps/v1/Deployment": apps.Deployment as unknown as ResourceClass,
  "autoscaling/v2/HorizontalPodAutoscaler": autoscaling.HorizontalPodAutoscaler as unknown as ResourceClass,
  "networking.k8s.io/v1/NetworkPolicy": networking.NetworkPolicy,
  "policy/v1/PodDisruptionBudget": policy.PodDisruptionBudget,
};

/** An object as a resource of its kind. */
export function kubernetesResource(
  name: string,
  { apiVersion, kind, ...fields }: { apiVersion: string; kind: string; [field: string]: unknown },
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const args = fields as unknown as ObjectArgs;
  const known = classes[`${apiVersion}/${kind}`];
  if (known !== undefined) return new known(name, args, opts);
  return new CustomResource(name, { ...args, apiVersion, kind }, opts);
}

/** A tree with an output for each part that waits for certificates. */
export function withMaterial(tree: unknown, material: PendingMaterial): unknown {
  if (pulumi.Output.isInstance(tree)) return tree;
  if (tree instanceof Pending) return pendingOutput(tree, material);
  if (Array.isArray(tree)) return tree.map((item) => withMaterial(item, material));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([field, value]) => [field, withMaterial(value, material)]));
}

/** A key is only asked for where the text holds it, so that what is public stays readable in a preview. */
function pendingOutput({ needs, secret, of }: Pending, material: PendingMaterial): pulumi.Output<string> {
  const certificates = needs.map((name) => {
    const found = material[name];
    if (found === undefined) throw new Error(`certificate "${name}" was not planned`);
    return pulumi.all([name, found.certificate, secret ? found.privateKey : ""]);
  });
  return pulumi.all(certificates).apply((entries) => {
    const known: Material = Object.fromEntries(
      entries.map(([name, certificate, privateKey]) => [name, { certificate, privateKey }]),
    );
    return of(known);
  });
}
