import type * as pulumi from "@pulumi/pulumi";
import type { EmittedObject, KubeObject } from "../targets/emitted.js";

/**
 * What has to be there before an object: its namespace, what its target says, and before a Deployment everything of its
 * owner in its namespace, of which its pods mount a part. Objects are added as they are registered, each after those
 * that it waits for.
 */
export class RegistrationOrder {
  readonly #registered = new Map<KubeObject, pulumi.CustomResource>();
  readonly #namespaces = new Map<string, pulumi.Resource>();
  readonly #ofOwner = new Map<string, pulumi.Resource[]>();

  add(emitted: EmittedObject, resource: pulumi.CustomResource): void {
    const { cluster, object } = emitted;
    this.#registered.set(object, resource);
    if (object.kind === "Namespace") this.#namespaces.set(namespaceKey(cluster, object.metadata.name), resource);
    const key = ownerKey(emitted);
    const others = this.#ofOwner.get(key);
    if (others === undefined) this.#ofOwner.set(key, [resource]);
    else others.push(resource);
  }

  before(emitted: EmittedObject): pulumi.Resource[] {
    const { cluster, object, after = [] } = emitted;
    const needed = this.needed(emitted);
    const namespace = this.#namespaces.get(namespaceKey(cluster, object.metadata.namespace));
    return [
      ...new Set([
        ...(namespace === undefined ? [] : [namespace]),
        ...(needed === undefined ? [] : [needed]),
        ...after.map((other) => this.#resourceOf(other)),
        ...(object.kind === "Deployment" ? (this.#ofOwner.get(ownerKey(emitted)) ?? []) : []),
      ]),
    ];
  }

  /** What the cluster asks for before it takes an object. */
  needed({ needs }: EmittedObject): pulumi.CustomResource | undefined {
    return needs === undefined ? undefined : this.#resourceOf(needs);
  }

  #resourceOf(object: KubeObject): pulumi.CustomResource {
    const resource = this.#registered.get(object);
    if (resource === undefined) throw new Error(`${object.kind} ${object.metadata.name} comes after what waits for it`);
    return resource;
  }
}

const namespaceKey = (cluster: string | undefined, name: string | undefined): string => JSON.stringify([cluster, name]);

const ownerKey = ({ owner, cluster, object }: EmittedObject): string =>
  JSON.stringify([owner?.kind, owner?.name, cluster, object.metadata.namespace]);
