import { ensurePrograms } from "../cluster/go-build.js";
import type { GoModule } from "../cluster/go-module.js";
import { silent } from "../cluster/progress.js";
import type { ClusterOptions } from "../cluster/test-cluster.js";
import { versions } from "../cluster/versions.js";

const envoyGateway = {
  name: "envoy-gateway",
  path: "github.com/envoyproxy/gateway",
  version: versions.envoyGateway,
  programs: { "envoy-gateway": "github.com/envoyproxy/gateway/cmd/envoy-gateway" },
} satisfies GoModule;

/** Path of the controller of Envoy Gateway, built where the cache does not hold it (five minutes on two cores). */
export const ensureEnvoyGateway = async ({ progress = silent }: ClusterOptions = {}): Promise<string> =>
  (await ensurePrograms(envoyGateway, progress))["envoy-gateway"];
