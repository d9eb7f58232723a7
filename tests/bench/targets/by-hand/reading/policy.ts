import type { FabricSpec } from "../../../../../sdk/src/model/fabric.js";
import type { KubeObject } from "../../../../../sdk/src/targets/emitted.js";

/** What a policy comes to, whoever wrote it: lines in the order of the alphabet. */
export interface Policy {
  /** `HOSTNAME CALLER FAR-NAME`: what a consumer's hostname leads to, and in whose name. */
  calls: string[];
  /** `FAR-NAME CALLER METHOD PATH SERVICE`: what a gateway lets through, and where to. */
  offers: string[];
}

export const policyOf = (calls: string[][], offers: string[][]): Policy => ({
  calls: calls.map((words) => words.join(" ")).sort(),
  offers: offers.map((words) => words.join(" ")).sort(),
});

/** Where whoever is in the mesh may call. */
export const anybody = "*";

/** What a Fabric declares, whose permissions name an Expose, one caller and one request each. */
export function declaredPolicy({ routes = {}, exposes = {}, meshGateways = {}, ...spec }: FabricSpec): Policy {
  const farName = (name: string): string => {
    const { gateway = "", listener = "" } = exposes[name] ?? {};
    return meshGateways[gateway]?.listeners?.[listener]?.hostname ?? "";
  };
  return policyOf(
    Object.values(routes).map(({ hostname = "", from, to }) => [
      hostname,
      from.serviceAccount ?? anybody,
      farName(to.expose ?? ""),
    ]),
    Object.values(spec.crossMeshPermissions ?? {}).map(({ expose = "", from: [from], http: [request] = [] }) => [
      farName(expose),
      from?.serviceAccount ?? from?.service ?? "",
      request?.method ?? "",
      request?.path?.prefix ?? "",
      exposes[expose]?.service?.name ?? "",
    ]),
  );
}

type Key = string | number;

/** What stands at a place in an object; undefined where nothing does. */
export const part = (tree: unknown, ...path: Key[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<Key, unknown> | undefined)?.[key], tree);

export const parts = (tree: unknown, ...path: Key[]): unknown[] => (part(tree, ...path) ?? []) as unknown[];

export const text = (tree: unknown, ...path: Key[]): string => {
  const found = part(tree, ...path);
  return typeof found === "string" ? found : "";
};

export const ofKind = (objects: KubeObject[], kind: string): KubeObject[] =>
  objects.filter((object) => object.kind === kind);

/** The last word of an identity, a host's first, and so on. */
export const lastOf = (path: string): string => path.split("/").at(-1) ?? "";
export const firstOf = (host: string): string => host.split(".")[0] ?? "";
