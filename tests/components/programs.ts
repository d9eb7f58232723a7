import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";

const { meshes, meshGateways, exposes, crossMeshPermissions, routes } = shopAndPayments();

/** Each component that has children in this release, and the design's Fabric as it says it. */
export const declared = {
  Fabric: { name: "crossing", args: shopAndPayments() },
  MeshGateway: {
    name: "edge",
    args: { ...meshGateways.edge, fabric: { meshes, exposes, crossMeshPermissions, routes } },
  },
  CrossMeshPermission: {
    name: "checkoutMayCharge",
    args: { ...crossMeshPermissions.checkoutMayCharge, fabric: { meshes, meshGateways, exposes, routes } },
  },
  Expose: {
    name: "charges",
    args: { ...exposes.charges, fabric: { meshes, meshGateways, crossMeshPermissions, routes } },
  },
  Route: {
    name: "charge",
    args: { ...routes.charge, fabric: { meshes, meshGateways, exposes, crossMeshPermissions } },
  },
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
