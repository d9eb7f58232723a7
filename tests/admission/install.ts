import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "./api-client.js";
import { crdsOf, type CrdSet } from "./crds.js";
import { refusalOf } from "./refusal.js";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const establishedTimeoutMs = 180_000;

interface Crd {
  metadata: { name: string };
  spec: { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] };
}

/** Makes the CRDs of the sets, and waits until the server serves each version of each. */
export async function installCrds(client: ApiClient, sets: readonly CrdSet[]): Promise<void> {
  const documents = (await Promise.all(sets.map(crdsOf))).flat();
  const crds = await Promise.all(
    documents.map(async (document) => {
      const answer = await client.send("POST", path, document, "application/yaml");
      const refusal = refusalOf(answer);
      if (refusal !== undefined) throw new Error(`a CRD of ${sets.join(", ")} is refused: ${refusal}`);
      return answer.body as Crd;
    }),
  );
  const until = Date.now() + establishedTimeoutMs;
  await Promise.all(crds.map((crd) => served(client, crd, until)));
}

/**
 * A list that answers is what shows that objects will be taken: conditions are true a moment earlier. The server tells
 * of a large CRD among its resources a moment later still.
 */
async function served(client: ApiClient, { metadata, spec }: Crd, until: number): Promise<void> {
  for (const { name } of spec.versions.filter((version) => version.served)) {
    const list = `/apis/${spec.group}/${name}/${spec.names.plural}?limit=1`;
    const isServed = async (): Promise<boolean> =>
      (await client.send("GET", list)).status === 200 &&
      JSON.stringify((await client.send("GET", `/apis/${spec.group}/${name}`)).body).includes(
        `"name":"${spec.names.plural}"`,
      );
    while (!(await isServed())) {
      if (Date.now() > until) throw new Error(`${metadata.name} in ${name} is not served`);
      await sleep(50);
    }
  }
}
