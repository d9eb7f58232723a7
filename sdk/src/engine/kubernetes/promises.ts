import type { Problem } from "../../model/problem.js";
import { installedApi } from "../../targets/installed-apis.js";
import { type Properties, stringAt, valueAt } from "../value.js";
import { groupOf } from "./names.js";

/** Namespaces and kinds that objects of a preview need, and those that the same run will create. */
export class Promises {
  readonly #created = new Set<string>();
  readonly #needed = new Map<string, Problem>();

  /** Notes what this object, once there, makes possible. */
  made(inputs: Properties): void {
    for (const key of created[stringAt(inputs, "kind") ?? ""]?.(inputs) ?? []) this.#created.add(key);
  }

  needsNamespace(namespace: string, path: string): void {
    this.#needed.set(namespaceKey(namespace), {
      code: "kubernetes.namespace",
      path,
      message: `the namespace "${namespace}" does not exist, and this program does not create it`,
      hint: "create the Namespace in the program, or choose one that exists",
    });
  }

  needsKind(apiVersion: string, kind: string, path: string): void {
    this.#needed.set(kindKey(groupOf(apiVersion), kind), missingKind(apiVersion, kind, path));
  }

  /** True if this run has created the kind. */
  makes(apiVersion: string, kind: string): boolean {
    return this.#created.has(kindKey(groupOf(apiVersion), kind));
  }

  /** What was needed and is made by nobody. */
  unkept(): Problem[] {
    return [...this.#needed].filter(([key]) => !this.#created.has(key)).map(([, problem]) => problem);
  }
}

/** The cluster serves no such kind: what brings it is said where a target of ours needs it. */
export function missingKind(apiVersion: string, kind: string, path: string): Problem {
  const api = installedApi(apiVersion);
  return {
    code: "kubernetes.kind-missing",
    path,
    message: `the cluster has no kind ${kind} in ${apiVersion}${api === undefined ? "" : `, which ${api.of} brings`}`,
    hint: `${api?.install ?? "install the CustomResourceDefinition first"}, or create it in the same program`,
  };
}

const created: Record<string, (inputs: Properties) => string[]> = {
  Namespace: (inputs) => [namespaceKey(stringAt(inputs, "metadata", "name") ?? "")],
  CustomResourceDefinition: (inputs) => {
    const spec = valueAt(inputs, "spec");
    return [kindKey(stringAt(spec, "group") ?? "", stringAt(spec, "names", "kind") ?? "")];
  },
};

const namespaceKey = (name: string): string => `namespace ${name}`;

const kindKey = (group: string, kind: string): string => `kind ${group}/${kind}`;
