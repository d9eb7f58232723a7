import type { CheckedMesh } from "../../../../fabric/checked.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { kumaApi, namespaceLabel, policyMetadata } from "./metadata.js";

/** The proxies of a namespace that a permission speaks of. */
export interface PermittedProxies {
  namespace: string;
  /** Of their pods; none is every proxy of the namespace. */
  labels: Record<string, string>;
  /** The only port of theirs that is meant; undefined is every port. */
  containerPort?: number;
}

/** Who may call. */
export type PermittedCallers =
  | { exactly: string }
  /** All that starts like this, which is to end where nothing but a `/` can follow. */
  | { startingWith: string };

/** Lets callers through to proxies of one namespace. Kuma lets nobody in that no permission names. */
export const meshTrafficPermission = (
  mesh: CheckedMesh,
  name: string,
  { namespace, labels, containerPort }: PermittedProxies,
  callers: PermittedCallers,
): KubeObject => ({
  apiVersion: kumaApi,
  kind: "MeshTrafficPermission",
  metadata: policyMetadata(mesh, namespace, name),
  spec: {
    targetRef: {
      kind: "Dataplane",
      labels: { ...labels, ...namespaceLabel(namespace) },
      // a port without a name is known by its number
      sectionName: containerPort === undefined ? undefined : String(containerPort),
    },
    rules: [{ default: { allow: [{ spiffeID: spiffeMatch(callers) }] } }],
  },
});

const spiffeMatch = (callers: PermittedCallers): Tree =>
  "exactly" in callers ? { type: "Exact", value: callers.exactly } : { type: "Prefix", value: callers.startingWith };
