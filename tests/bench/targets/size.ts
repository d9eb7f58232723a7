import type { MeshTarget } from "../../../sdk/src/model/target.js";
import { type KubeObject, type Material, settle } from "../../../sdk/src/targets/emitted.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { byHand } from "./by-hand/index.js";
import { pem } from "./by-hand/objects.js";
import { manyRoutes } from "./many-routes.js";

/** How much was written. */
export type Size = Record<"objects" | "bytes", number>;

/** Secrets aside, which hold nothing but certificates and keys; as compact JSON, as it is sent to an API server. */
export function sizeOf(objects: KubeObject[]): Size {
  const policy = objects.filter(({ kind }) => kind !== "Secret");
  return { objects: policy.length, bytes: policy.reduce((sum, object) => sum + JSON.stringify(object).length, 0) };
}

/** What a Fabric comes to, with as little in place of a certificate as a peer has. */
export function emittedObjects(target: MeshTarget, count: number): KubeObject[] {
  const { objects, certificates } = planFabric("bench", manyRoutes(target, count));
  const material: Material = Object.fromEntries(
    certificates.map(({ name }) => [name, { certificate: pem, privateKey: pem }]),
  );
  return objects.map(({ object }) => settle(object, material) as KubeObject);
}

export const emittedSize = (target: MeshTarget, count: number): Size => sizeOf(emittedObjects(target, count));
export const byHandSize = (target: MeshTarget, count: number): Size => sizeOf(byHand(target, count));
