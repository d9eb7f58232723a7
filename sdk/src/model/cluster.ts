import { z } from "zod";
import { hostnameSchema } from "./name.js";

/** A Kubernetes cluster, as far as the declarations depend on it; how to reach it is said where it is applied. */
export interface Cluster {
  /** The DNS domain of its Services. Defaults to `cluster.local`. */
  domain?: string;
}

export const clusterSchema = z.strictObject({ domain: hostnameSchema.optional() }) satisfies z.ZodType<Cluster>;
