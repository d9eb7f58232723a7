import { fabricWith } from "../../fabric/testing/problems.js";
import type { MeshTarget } from "../../model/target.js";

/** Values at paths. */
export type Changes = Record<string, unknown>;

/** A Fabric in which a field is set: what is there besides, and what sets it. */
export interface Example {
  given: Changes;
  set: Changes;
}

/** Kuma 2.14, whose own gateways join the meshes of one control plane alone, each at its hostname and port. */
export const isKuma2 = ({ kind, version }: MeshTarget): boolean => kind === "kuma" && version === "2.14";

/**
 * Mesh `shop` in one cluster calls what mesh `payments` offers in another, where the target joins clusters; both on a
 * target, with changes.
 */
export const fabricOn = (target: MeshTarget, ...changes: Changes[]): Record<string, unknown> =>
  fabricWith(structuredClone(Object.assign({}, base(target), ...changes) as Changes));

const base = (target: MeshTarget): Changes => ({
  clusters: { east: {}, west: {} },
  "meshes.shop": { trustDomain: "shop", target, cluster: "east", namespace: "ways" },
  "meshes.payments": {
    trustDomain: "payments",
    target,
    cluster: isKuma2(target) ? "east" : "west",
    namespace: "ways",
  },
  "meshGateways.edge.address": { host: "edge.example" },
  "crossMeshPermissions.checkoutMayCharge": { gateway: "edge", from: [{ mesh: "shop", namespace: "web" }] },
  "routes.charge.port": isKuma2(target) ? 8443 : 80,
});

/** One field at one path. */
export const one = (path: string, value: unknown, ...given: Changes[]): Example => ({
  given: Object.assign({}, ...given) as Changes,
  set: { [path]: value },
});

/** Fields of what stands at a path, each set to a value. */
export const each = (field: string, path: string, values: Changes, ...given: Changes[]): Record<string, Example> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${field}.${key}`, one(`${path}.${key}`, value, ...given)]),
  );

/** Fields of each item of a list: `{ exact: "a" }` is set as `[{ ...item, exact: "a" }]` in place of `[item]`. */
export const listed = (
  field: string,
  path: string,
  item: (part: Changes) => object,
  values: Changes,
  was: Changes,
  ...given: Changes[]
) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]): [string, Example] => [
      `${field}.${key}`,
      { given: Object.assign({ [path]: [item(was)] }, ...given) as Changes, set: { [path]: [item({ [key]: value })] } },
    ]),
  );

/** Fields of requests, below a list of matches. */
export const requests = (field: string, path: string, item: (match: object) => object): Record<string, Example> => ({
  [`${field}.method`]: { given: { [path]: [item({ method: "GET" })] }, set: { [path]: [item({ method: "PUT" })] } },
  ...listed(
    `${field}.path`,
    path,
    (part) => item({ path: part }),
    { exact: "/a", prefix: "/b", regex: "/c[0-9]+" },
    { exact: "/z" },
  ),
  ...["headers", "query"].reduce<Record<string, Example>>(
    (all, kind) => ({
      ...all,
      [`${field}.${kind}.name`]: {
        given: { [path]: [item({ [kind]: [{ name: "x-a", exact: "1" }] })] },
        set: { [path]: [item({ [kind]: [{ name: "x-b", exact: "1" }] })] },
      },
      ...listed(
        `${field}.${kind}`,
        path,
        (part) => item({ [kind]: [{ name: "x-a", ...part }] }),
        { exact: "1", prefix: "v", regex: "[0-9]+", present: true },
        { exact: "9" },
      ),
    }),
    {},
  ),
});
