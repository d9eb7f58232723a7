import type { EmittedObject, KubeObject, Owner, Tree } from "../../emitted.js";
import { managed } from "../../crossing/metadata.js";

/** Where an object stands, and what for. */
export interface Place {
  owner: Owner;
  cluster: string;
  namespace: string;
  name: string;
  labels?: Record<string, string>;
}

/** An object of one spec, which is what all kinds of Gloo Mesh and Istio are. */
export const emit = (
  { owner, cluster, namespace, name, labels }: Place,
  apiVersion: string,
  kind: string,
  spec: { [field: string]: Tree },
): EmittedObject =>
  emitWhole(
    { owner, cluster },
    {
      apiVersion,
      kind,
      metadata: { name, namespace, labels: { ...managed, ...labels } },
      spec,
    },
  );

/** Any object; its id tells it from others of its owner. */
export const emitWhole = ({ owner, cluster }: Pick<Place, "owner" | "cluster">, object: KubeObject): EmittedObject => {
  const { kind, metadata } = object;
  return {
    owner,
    id: `${kind.toLowerCase()}.${cluster}.${metadata.namespace ?? ""}.${metadata.name}`,
    cluster,
    object,
  };
};
