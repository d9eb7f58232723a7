import { describe, expect, it } from "@jest/globals";
import { checkedSide, e1, exampleVpcs, r1, vpc } from "../../../../fabric/testing/vpcs.js";
import type { FabricSpec } from "../../../../model/fabric.js";
import type { NatGatewaySpec } from "../../../../model/nat-gateway.js";
import type { EmittedObject, KubeObject } from "../../../emitted.js";
import { settle } from "../../../emitted.js";
import { natGatewayObjects } from "./index.js";

const objectsOf = (spec: FabricSpec): EmittedObject[] => {
  const side = checkedSide(spec);
  return side.natGateways.flatMap((gateway) => natGatewayObjects(gateway, side));
};

const onMultus = {
  vpcs: Object.fromEntries(
    ["vpc1", "vpc2"].map((name, index) => [
      name,
      vpc(name, [`10.${index + 1}.0.0/16`], { attachment: { interface: `net${index}`, network: `infra/${name}` } }),
    ]),
  ),
};

const fabric = (gateway?: NatGatewaySpec, more: FabricSpec = { vpcs: exampleVpcs() }): FabricSpec => ({
  ...more,
  exposes: { e1: e1() },
  routes: { r1: r1() },
  ...(gateway === undefined ? {} : { natGateways: { nat: gateway } }),
});

/** Everything of a kind, as it is sent. */
const ofKind = (spec: FabricSpec, kind: string) =>
  objectsOf(spec)
    .filter(({ object }) => object.kind === kind)
    .map(({ object }) => settle(object, {}) as KubeObject & Record<string, never>);

interface PodSpec {
  containers: [{ args: string[]; image: string; securityContext: object }];
  hostNetwork?: boolean;
  affinity: { podAntiAffinity: Record<string, unknown[]> };
  automountServiceAccountToken: boolean;
  securityContext: { sysctls?: { name: string; value: string }[] };
  volumes: [{ projected: { sources: { configMap: { name: string; optional?: boolean } }[] } }];
}

const deploymentOf = (spec: FabricSpec) => {
  const [deployment] = ofKind(spec, "Deployment") as unknown as [
    {
      spec: {
        replicas: number;
        strategy: object;
        template: { metadata: { annotations: Record<string, string> }; spec: PodSpec };
      };
    },
  ];
  return {
    ...deployment.spec,
    pod: deployment.spec.template.spec,
    annotations: deployment.spec.template.metadata.annotations,
  };
};

describe("a NAT gateway's objects", () => {
  it("belong to it where it is declared, and to the Fabric where it is not", () => {
    expect(new Set(objectsOf(fabric({})).map(({ owner }) => owner?.name))).toEqual(new Set(["nat"]));
    expect(new Set(objectsOf(fabric()).map(({ owner }) => owner))).toEqual(new Set([undefined]));
    expect(objectsOf(fabric()).map(({ id }) => id)).toContain("nat-deployment");
  });

  it("are in its cluster and namespace", () => {
    const spec = fabric(
      { cluster: "east", namespace: "infra" },
      {
        clusters: { east: {} },
        vpcs: Object.fromEntries(Object.entries(exampleVpcs()).map(([name, of]) => [name, { ...of, cluster: "east" }])),
      },
    );
    expect(new Set(objectsOf(spec).map(({ cluster, object }) => `${cluster} ${object.metadata.namespace}`))).toEqual(
      new Set(["east infra"]),
    );
  });

  it("have a namespace that admits NET_ADMIN, unless one is named", () => {
    expect(ofKind(fabric({}), "Namespace")).toMatchObject([
      { metadata: { name: "isthmus-nat", labels: { "pod-security.kubernetes.io/enforce": "privileged" } } },
    ]);
    expect(ofKind(fabric({ namespace: "infra" }), "Namespace")).toEqual([]);
  });

  it("have NET_ADMIN and no other capability, as root since other users get none", () => {
    expect(deploymentOf(fabric({})).pod.containers[0].securityContext).toEqual({
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] },
    });
  });

  it("agree by one Lease, and may do nothing else", () => {
    const spec = fabric({ namespace: "infra" });
    expect(deploymentOf(spec).pod.containers[0].args).toEqual([
      "apply",
      "/etc/isthmus",
      "--watch",
      "--listen",
      ":9465",
      "--lease",
      "infra/nat",
      "--identity",
      "$(POD_NAME)",
    ]);
    expect(ofKind(spec, "Role")).toMatchObject([
      {
        rules: [
          { resources: ["leases"], verbs: ["create"] },
          { resources: ["leases"], resourceNames: ["nat"], verbs: ["get", "update"] },
        ],
      },
    ]);
    expect(ofKind(spec, "RoleBinding")).toHaveLength(1);
    expect(ofKind(spec, "PodDisruptionBudget")).toHaveLength(1);
    expect(deploymentOf(spec).pod.automountServiceAccountToken).toBe(true);
  });

  it("are one pod that talks to nobody where there is one replica, and never two at once", () => {
    const spec = fabric({ replicas: 1 });
    expect(deploymentOf(spec).pod.containers[0].args).not.toContain("--lease");
    for (const kind of ["Role", "RoleBinding", "PodDisruptionBudget"]) expect(ofKind(spec, kind)).toEqual([]);
    expect(deploymentOf(spec)).toMatchObject({
      strategy: { type: "Recreate" },
      pod: { automountServiceAccountToken: false },
    });
  });

  it("are on the node's network for its interfaces, and then never two on a node", () => {
    const { pod, annotations } = deploymentOf(fabric({ setSysctls: true }));
    expect(pod).toMatchObject({ hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" });
    expect(pod.affinity.podAntiAffinity["requiredDuringSchedulingIgnoredDuringExecution"]).toHaveLength(1);
    expect(pod.securityContext.sysctls).toBeUndefined();
    expect(annotations).not.toHaveProperty(["k8s.v1.cni.cncf.io/networks"]);
  });

  it("get interfaces from Multus by the names that VPCs give them", () => {
    const { pod, annotations } = deploymentOf(fabric({}, onMultus));
    expect(JSON.parse(annotations["k8s.v1.cni.cncf.io/networks"] ?? "")).toEqual([
      { name: "vpc1", namespace: "infra", interface: "net0" },
      { name: "vpc2", namespace: "infra", interface: "net1" },
    ]);
    expect(pod.hostNetwork).toBeUndefined();
    expect(pod.affinity.podAntiAffinity["preferredDuringSchedulingIgnoredDuringExecution"]).toHaveLength(1);
  });

  it("ask for kernel settings where they are told to", () => {
    expect(deploymentOf(fabric({}, onMultus)).pod.securityContext.sysctls).toBeUndefined();
    expect(deploymentOf(fabric({ setSysctls: true }, onMultus)).pod.securityContext.sysctls).toContainEqual({
      name: "net.ipv4.fwmark_reflect",
      value: "1",
    });
  });

  it("have an image of yours", () => {
    expect(deploymentOf(fabric({ image: "registry.example/agent:1" })).pod.containers[0].image).toBe(
      "registry.example/agent:1",
    );
  });

  it("keep the pods as they are when elements come and go", () => {
    const more = { ...fabric({}), routes: { r1: r1(), r3: { from: { vpc: "vpc3" }, to: { expose: "e1" } } } };
    expect(ofKind(more, "Deployment")).toEqual(ofKind(fabric({}), "Deployment"));
    expect(ofKind(more, "ConfigMap")).not.toEqual(ofKind(fabric({}), "ConfigMap"));
  });

  it("mount every ConfigMap that there is", () => {
    const mounted = deploymentOf(fabric({})).pod.volumes[0].projected.sources.map(({ configMap }) => configMap.name);
    const made = ofKind(fabric({}), "ConfigMap").map(({ metadata }) => metadata.name);
    expect(made).toEqual(["nat-elements-0", "nat-config"]);
    expect(mounted).toEqual(expect.arrayContaining(made));
  });
});
