import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";

const { meshes, meshGateways, exposes, crossMeshPermissions, routes } = shopAndPayments();

/** A Fabric over two clusters with what a release can say of gateways and routes. Only ever add programs. */
const twoClusters = {
  clusters: { east: {}, west: {} },
  meshes: {
    shop: { ...meshes.shop, cluster: "east" },
    payments: { ...meshes.payments, cluster: "west", namespace: "pay-gateways" },
  },
  meshGateways: {
    edge: { ...meshGateways.edge, address: { host: "edge.example" }, replicas: 3 },
    exit: { mesh: "shop", role: "egress" },
  },
  exposes,
  crossMeshPermissions,
  routes: { charge: { ...routes.charge, via: "exit", timeout: "10s", retries: { attempts: 2 } } },
};

const fabric = (name: string, declarations: object): string =>
  `exports.connectivity = new isthmus.Fabric(${JSON.stringify(name)}, ${JSON.stringify(declarations)}).connectivity;\n`;

/** The programs whose states are recorded, by the name of the recording. */
export const programs: Record<string, string> = {
  "two-meshes": fabric("crossing", shopAndPayments()),
  "two-clusters": fabric("joined", twoClusters),
  "gateway-alone": `new isthmus.MeshGateway("edge", ${JSON.stringify({
    ...meshGateways.edge,
    fabric: { meshes, exposes, crossMeshPermissions, routes },
  })});\n`,
};

/** Seals the keys in recordings, which nothing else uses. */
export const passphrase = "for recorded states";
