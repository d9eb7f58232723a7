import type { KubeConfig } from "@kubernetes/client-node";
import { ApiError } from "../cluster/api-error.js";
import { apiSender, type Send } from "../cluster/http.js";
import { loadKubeconfig } from "../cluster/kubeconfig.js";

const timeoutMs = 10_000;

/** What a kubernetes provider says of its cluster. */
export interface ProviderSettings {
  kubeconfig?: unknown;
  context?: unknown;
}

/** As the provider reads it: a kubeconfig's text or its path, else what `kubectl` would take; undefined is none. */
export const clusterConfig = ({ kubeconfig, context }: ProviderSettings): Promise<KubeConfig | undefined> =>
  loadKubeconfig({ kubeconfig: textOf(kubeconfig), context: textOf(context) }, process.cwd());

/** The kinds that a cluster serves, by API version; undefined where nobody may ask. A group that is not there has none. */
export async function servedKinds(
  config: KubeConfig,
  apiVersions: string[],
): Promise<Record<string, string[] | undefined>> {
  const send = apiSender(config);
  const asked = apiVersions.map(async (api) => [api, await kindsOf(send, `/apis/${api}`)] as const);
  return Object.fromEntries(await Promise.all(asked));
}

async function kindsOf(send: Send, path: string): Promise<string[] | undefined> {
  try {
    const { body } = await send({ method: "GET", path, timeoutMs });
    return ((body as { resources?: { kind: string }[] }).resources ?? []).map(({ kind }) => kind);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 404 ? [] : undefined;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
