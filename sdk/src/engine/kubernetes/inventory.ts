import type { ClusterClient, ObjectMetadata, ObjectReference } from "./cluster-client.js";
import { ApiError } from "../../cluster/api-error.js";

/** As many objects of a kind and namespace are asked for one by one; from then on all are listed at once. */
const FEW = 4;

interface Shelf {
  asked: number;
  listed?: Promise<Map<string, ObjectMetadata> | undefined>;
}

/** What a cluster had when it was first asked, in metadata: a question for few objects, a list for many. */
export class Inventory {
  readonly #shelves = new Map<string, Shelf>();

  constructor(private readonly client: ClusterClient) {}

  /** The metadata of an object; undefined where there is none; `"unknown"` where we may not look. */
  async find(reference: ObjectReference): Promise<ObjectMetadata | undefined | "unknown"> {
    const { apiVersion, kind, namespace } = reference;
    const key = [apiVersion, kind, namespace ?? ""].join(" ");
    const shelf = this.#shelves.get(key) ?? { asked: 0 };
    this.#shelves.set(key, shelf);
    const listed = shelf.asked++ < FEW ? undefined : await (shelf.listed ??= this.#list(reference));
    if (listed !== undefined) return listed.get(reference.name);
    return this.#allowed(async () => (await this.client.get(reference))?.metadata, "unknown" as const);
  }

  #list({ apiVersion, kind, namespace }: ObjectReference): Promise<Map<string, ObjectMetadata> | undefined> {
    const where = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
    return this.#allowed(async () => {
      const all = await this.client.metadata(where);
      return new Map(all.map((metadata) => [metadata.name, metadata]));
    }, undefined);
  }

  async #allowed<T, U>(ask: () => Promise<T>, otherwise: U): Promise<T | U> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return otherwise;
      throw error;
    }
  }
}
