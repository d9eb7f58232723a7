import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";

/** The design's Fabric with meshes and hostnames of its own, since no two components of a program make one object. */
const apart = (suffix: string): ReturnType<typeof shopAndPayments> =>
  JSON.parse(
    JSON.stringify(shopAndPayments())
      .replaceAll(/"(shop|payments)"/g, `"$1-${suffix}"`)
      .replaceAll('"payments.mesh"', `"payments.${suffix}"`),
  ) as ReturnType<typeof shopAndPayments>;

/** A declaration of it alone, and the others around it. */
function alone<Kind extends "meshGateways" | "exposes" | "crossMeshPermissions" | "routes">(
  kind: Kind,
  suffix: string,
) {
  const { [kind]: named, ...fabric } = apart(suffix);
  const [own] = Object.values<object>(named ?? {});
  return { ...own, fabric };
}

/** Each component that has children in this release, and the design's Fabric as it says it. */
export const declared = {
  Fabric: { name: "crossing", args: shopAndPayments() },
  MeshGateway: { name: "edge", args: alone("meshGateways", "gateway") },
  CrossMeshPermission: { name: "checkoutMayCharge", args: alone("crossMeshPermissions", "permission") },
  Expose: { name: "charges", args: alone("exposes", "expose") },
  Route: { name: "charge", args: alone("routes", "route") },
};
export type ComponentKind = keyof typeof declared;
export const componentKinds = Object.keys(declared) as ComponentKind[];

/** What options may refer to. */
const around = `const mine = new kubernetes.Provider("mine", {});
const anchor = new kubernetes.core.v1.ConfigMap("anchor", { metadata: { name: "anchor" } });
const outer = new pulumi.ComponentResource("test:index:Outer", "outer");
`;

/** A program with one of each component, all with these options, written as code. `rename` says what they are called. */
export const everyComponent = (options = "{}", rename = (name: string): string => name): string =>
  around +
  Object.entries(declared)
    .map(([kind, { name, args }]) => {
      const given = rename(name) === name || kind === "Fabric" ? args : { ...args, name };
      const [title, values] = [rename(name), given].map((value) => JSON.stringify(value));
      return `{ const name = ${JSON.stringify(name)}; new isthmus.${kind}(${title}, ${values}, ${options}); }\n`;
    })
    .join("");
