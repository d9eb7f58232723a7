import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { groupPath, type ApiClient } from "./api-client.js";
import type { ApiServer } from "./api-server.js";
import { refusalOf } from "./refusal.js";

/** What the API server says to an object. */
export interface Verdict {
  object: KubeObject;
  /** The server's own words; undefined where it accepts the object. */
  refusal: string | undefined;
}

/** A dry run checks all that a real one does; `Strict` makes fields that the schema lacks an error instead of dust. */
const query = "dryRun=All&fieldValidation=Strict&fieldManager=isthmus-tests&force=true";

/**
 * What the API server says to each object, in order, each for itself: nothing is kept, but the namespaces that they
 * need. Objects are whole, as `settle` leaves them.
 */
export async function accepts({ api }: Pick<ApiServer, "api">, objects: readonly KubeObject[]): Promise<Verdict[]> {
  await Promise.all([...new Set(objects.map(namespaceOf))].map((name) => ensureNamespace(api, name)));
  return Promise.all(objects.map(async (object) => ({ object, refusal: await refusal(api, object) })));
}

/** One line for each object that is refused: `Kind namespace/name: the server's words`. */
export const refusals = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ object, refusal }) =>
    refusal === undefined ? [] : [`${object.kind} ${namespaceOf(object)}/${object.metadata.name}: ${refusal}`],
  );

async function refusal(api: ApiClient, object: KubeObject): Promise<string | undefined> {
  const { apiVersion, kind, metadata } = object;
  const resource = await api.resource(apiVersion, kind);
  if (resource === undefined) return `the server has no kind "${kind}" in "${apiVersion}"`;
  const within = resource.namespaced ? `/namespaces/${namespaceOf(object)}` : "";
  const path = `${groupPath(apiVersion)}${within}/${resource.plural}/${metadata.name}?${query}`;
  return refusalOf(await api.send("PATCH", path, JSON.stringify(object), "application/apply-patch+yaml"));
}

const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? "default";

async function ensureNamespace(api: ApiClient, name: string): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const answer = await api.send("POST", "/api/v1/namespaces", JSON.stringify(namespace));
  // one that is there already is as good
  if (answer.status !== 409 && refusalOf(answer) !== undefined) throw new Error(`${name}: ${refusalOf(answer)}`);
}
