import type { MeshTarget } from "../../../../sdk/src/model/target.js";
import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import { waysOn } from "../many-routes.js";
import { targetName } from "../targets.js";
import type { Way } from "../ways.js";
import { gatewayApiByHand } from "./gateway-api.js";
import { glooMeshByHand } from "./gloo-mesh.js";
import { istioByHand } from "./istio.js";
import { kuma2ByHand } from "./kuma-2.js";
import { kuma3ByHand } from "./kuma-3.js";
import { standaloneByHand } from "./standalone.js";

const peers: Record<string, (ways: Way[]) => KubeObject[]> = {
  standalone: standaloneByHand,
  "kuma-2.14": kuma2ByHand,
  "kuma-3.0": kuma3ByHand,
  istio: istioByHand,
  "gloo-mesh": glooMeshByHand,
  "gateway-api": gatewayApiByHand,
};

/** What a platform engineer would write for the policy of `manyRoutes`, Secrets aside. */
export function byHand(target: MeshTarget, count: number): KubeObject[] {
  const peer = peers[targetName(target)];
  if (peer === undefined) throw new Error(`nobody wrote the policy for ${targetName(target)}`);
  return peer(waysOn(target, count));
}
