import type { Problem } from "../../../model/problem.js";
import { defaultSystemNamespace } from "../api.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** A control plane of Istio has one trust domain and one authority, so it runs one mesh. */
export function* meshProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [mesh, { cluster, target }] of own.meshes(spec)) {
    const { systemNamespace = defaultSystemNamespace } = target;
    const place = JSON.stringify([cluster, systemNamespace]);
    const owner = owners.get(place);
    owners.set(place, owner ?? mesh);
    if (owner === undefined) continue;
    yield {
      code: "istio.control-plane-shared",
      path: `meshes.${mesh}.target.systemNamespace`,
      message: `istiod in namespace "${systemNamespace}" signs for mesh "${owner}" already, and can sign for one trust domain only`,
      hint: "name the namespace of a control plane of its own, or put the mesh into another cluster",
    };
  }
}
