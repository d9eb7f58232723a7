import type { KubeObject, Material } from "../emitted.js";
import { settle } from "../emitted.js";
import { type Plan, planFabric } from "../plan.js";

/** An object of a plan with its certificates filled in, and where it belongs. */
export interface Settled {
  cluster: string | undefined;
  kind: string;
  name: string;
  namespace: string | undefined;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads any field of any kind
  object: any;
}

/** Certificates that show where they end up: `CERT(name)` and `KEY(name)`. */
export const markedMaterial = ({ certificates }: Pick<Plan, "certificates">): Material =>
  Object.fromEntries(
    certificates.map(({ name }) => [name, { certificate: `CERT(${name})`, privateKey: `KEY(${name})` }]),
  );

/** The objects of a Fabric, settled with marked certificates. */
export function settledObjects(input: unknown): Settled[] {
  const plan = planFabric("test", input);
  const material = markedMaterial(plan);
  return plan.objects.map(({ cluster, object }) => ({
    cluster,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    object: settle(object, material) as KubeObject,
  }));
}

/** The one object of a kind and name. */
export function objectNamed(objects: Settled[], kind: string, name: string): Settled["object"] {
  const [found, second] = objects.filter((candidate) => candidate.kind === kind && candidate.name === name);
  if (found === undefined || second !== undefined) throw new Error(`not one ${kind} is named ${name}`);
  return found.object;
}
