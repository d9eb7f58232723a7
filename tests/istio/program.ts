import { ensurePrograms } from "../cluster/go-build.js";
import type { GoModule } from "../cluster/go-module.js";
import { silent } from "../cluster/progress.js";
import type { ClusterOptions } from "../cluster/test-cluster.js";
import { versions } from "../cluster/versions.js";

export const istio = {
  name: "istio",
  path: "istio.io/istio",
  version: versions.istiod,
  programs: {
    "pilot-discovery": "istio.io/istio/pilot/cmd/pilot-discovery",
    "pilot-agent": "istio.io/istio/pilot/cmd/pilot-agent",
  },
} satisfies GoModule;

/** Paths of istiod and of the agent beside each Envoy, built where the cache does not hold them. */
export const ensureIstio = ({ progress = silent }: ClusterOptions = {}): Promise<
  Record<keyof typeof istio.programs, string>
> => ensurePrograms(istio, progress);
