import type { KubeConfig } from "@kubernetes/client-node";
import {
  type ApiResource,
  type ClusterClient,
  FIELD_MANAGER,
  type KubernetesObject,
  type ObjectMetadata,
  type ObjectReference,
} from "./cluster-client.js";
import { ApiError } from "../../cluster/api-error.js";
import { apiSender, type Send } from "../../cluster/http.js";
import { type Patience, retrying } from "./retry.js";

/** A client of the current cluster of a kubeconfig. What a group serves is asked once. */
export function clusterClient(config: KubeConfig, patience?: Patience): ClusterClient {
  const send = retrying(apiSender(config), patience);
  const discovered = new Map<string, Promise<Map<string, ApiResource>>>();
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;

  async function resource(apiVersion: string, kind: string, fresh = false): Promise<ApiResource | undefined> {
    const pending = fresh ? undefined : discovered.get(apiVersion);
    const asked = pending ?? discover(send, apiVersion);
    discovered.set(apiVersion, asked);
    asked.catch(() => discovered.delete(apiVersion));
    return (await asked).get(kind);
  }

  async function pathOf(reference: Omit<ObjectReference, "name">, name?: string): Promise<string> {
    const { apiVersion, kind } = reference;
    const found = await resource(apiVersion, kind);
    if (found === undefined) throw new ApiError(404, "NoKind", `the cluster has no kind ${kind} in ${apiVersion}`);
    const within = found.namespaced && reference.namespace !== undefined ? `/namespaces/${reference.namespace}` : "";
    return `${groupPath(apiVersion)}${within}/${found.plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
  }

  return {
    server: config.getCurrentCluster()?.server ?? "",
    ...(namespace === undefined ? {} : { namespace }),
    resource,
    async apply(object, { dryRun, force }) {
      const { apiVersion, kind, metadata } = object;
      const response = await send({
        method: "PATCH",
        path: await pathOf({ apiVersion, kind, ...within(metadata.namespace) }, metadata.name),
        query: {
          fieldManager: FIELD_MANAGER,
          fieldValidation: "Strict",
          ...(force ? { force: "true" } : {}),
          ...(dryRun ? { dryRun: "All" } : {}),
        },
        contentType: "application/apply-patch+yaml",
        body: object,
      });
      return { created: response.status === 201, object: response.body as KubernetesObject };
    },
    get: (reference) =>
      orMissing(async () => {
        const { body } = await send({ method: "GET", path: await pathOf(reference, reference.name) });
        return body as KubernetesObject;
      }),
    async list(reference, { labels, fields }) {
      const query = {
        ...(labels === undefined ? {} : { labelSelector: labels }),
        ...(fields === undefined ? {} : { fieldSelector: fields }),
      };
      const { body } = await send({ method: "GET", path: await pathOf(reference), query });
      return (body as { items: KubernetesObject[] }).items;
    },
    async metadata(reference) {
      const path = await pathOf(reference);
      const all: ObjectMetadata[] = [];
      for await (const { items } of pages(send, path, PARTIAL)) {
        for (const { metadata } of (items ?? []) as KubernetesObject[]) all.push(metadata);
      }
      return all;
    },
    async delete(reference, uid) {
      await orMissing(async () => {
        const body = { propagationPolicy: "Foreground", ...(uid === undefined ? {} : { preconditions: { uid } }) };
        return send({ method: "DELETE", path: await pathOf(reference, reference.name), body });
      });
    },
  };
}

interface Page {
  /** An API server writes null for none where it lists metadata alone. */
  items: unknown[] | null;
  metadata?: { continue?: string };
}

/** What lists metadata without the objects: a list of Secrets then holds no secret. */
const PARTIAL = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const PAGE_SIZE = "500";

/** A list in pages. One that took too long to follow is begun again (410), which may give an item twice. */
async function* pages(send: Send, path: string, accept: string): AsyncIterable<Page> {
  for (let next: string | undefined = ""; next !== undefined;) {
    const query = { limit: PAGE_SIZE, ...(next === "" ? {} : { continue: next }) };
    try {
      const { body } = await send({ method: "GET", path, query, accept });
      yield body as Page;
      const { continue: more = "" } = (body as Page).metadata ?? {};
      next = more === "" ? undefined : more;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 410) || next === "") throw error;
      next = "";
    }
  }
}

/** The first question to a cluster; a preview does not wait long to hear that there is none. */
const DISCOVERY_MS = 8000;

async function discover(send: Send, apiVersion: string): Promise<Map<string, ApiResource>> {
  const found = await orMissing(() => send({ method: "GET", path: groupPath(apiVersion), timeoutMs: DISCOVERY_MS }));
  const { resources = [] } = (found?.body ?? {}) as {
    resources?: { name: string; kind: string; namespaced: boolean }[];
  };
  const own = resources.filter(({ name }) => !name.includes("/"));
  return new Map(own.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

const groupPath = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

const within = (namespace: string | undefined) => (namespace === undefined ? {} : { namespace });
