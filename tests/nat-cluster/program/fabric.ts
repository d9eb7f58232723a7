import type { FabricSpec } from "isthmus";

/** Two VPCs with the same addresses, and whether one may use the other's service. */
export const clusterFabric = (mayCall: boolean): FabricSpec => {
  const target = { kind: "standalone" } as const;
  return {
    clusters: { here: {} },
    vpcs: {
      red: { cidrs: ["10.50.0.0/16"], target, cluster: "here", attachment: { interface: "iso-red" } },
      blue: { cidrs: ["10.50.0.0/16"], target, cluster: "here", attachment: { interface: "iso-blue" } },
    },
    natGateways: { nat: { cluster: "here", replicas: 1 } },
    exposes: {
      web: {
        vpc: "blue",
        ips: [{ cidr: "10.50.1.0/24" }],
        as: [{ cidr: "172.30.1.0/24" }],
        ports: [{ external: "80", internal: "8080", protocol: "tcp" }],
      },
      names: { vpc: "red", ips: [{ cidr: "10.50.2.0/24" }], as: [{ cidr: "172.31.2.0/24" }] },
    },
    routes: {
      ...(mayCall && {
        redToWeb: {
          from: { vpc: "red", ips: [{ cidr: "10.50.1.0/24" }], as: [{ cidr: "172.31.1.0/24" }] },
          to: { expose: "web" },
        },
      }),
      blueToNames: {
        from: { vpc: "blue", as: [{ cidr: "172.30.99.0/31" }], nat: "stateful" },
        to: { expose: "names" },
      },
    },
  };
};
