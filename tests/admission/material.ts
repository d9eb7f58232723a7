import { issueRoot } from "../../sdk/src/pulumi/certificates/issuing.js";
import { type Emitted, type KubeObject, type Material, settle } from "../../sdk/src/targets/emitted.js";

/** The objects of a plan as they reach the API server, with one real but foreign certificate for all of them. */
export async function settled({ objects, certificates }: Emitted): Promise<KubeObject[]> {
  const { certificate, privateKey } = await issueRoot("made-up.test", new Date());
  const material: Material = Object.fromEntries(certificates.map(({ name }) => [name, { certificate, privateKey }]));
  return objects.map(({ object }) => settle(object, material) as KubeObject);
}
