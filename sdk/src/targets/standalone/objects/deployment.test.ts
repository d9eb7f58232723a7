import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { shopAndPayments, validFabrics } from "../../../fabric/testing/fabrics.js";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { objectNamed, ofKind, settledObjects } from "../../testing/planned.js";

const runs = { numRuns: 60 };

describe("pods", () => {
  const design = objectNamed(settledObjects(shopAndPayments()), "Deployment", "edge").spec.template.spec;

  it("meet each rule of Pod Security restricted", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        for (const { object } of ofKind(settledObjects(spec), "Deployment")) {
          const { spec: pod } = object.spec.template;
          // baseline: nothing of the host
          for (const field of ["hostNetwork", "hostPID", "hostIPC", "hostUsers"]) expect(pod).not.toHaveProperty(field);
          expect(pod).not.toHaveProperty("initContainers");
          expect(pod.securityContext).toMatchObject({
            runAsNonRoot: true,
            runAsUser: expect.any(Number),
            seccompProfile: { type: "RuntimeDefault" },
          });
          expect(pod.securityContext.runAsUser).not.toBe(0);
          for (const field of ["sysctls", "windowsOptions", "seLinuxOptions", "appArmorProfile"])
            expect(pod.securityContext).not.toHaveProperty(field);
          // restricted: only volumes that hold no more than what they are given
          for (const volume of pod.volumes)
            expect(Object.keys(volume).filter((field) => field !== "name")).toEqual([
              "projected" in volume ? "projected" : "secret",
            ]);
          for (const { securityContext, ports } of pod.containers) {
            expect(securityContext).toEqual({
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            });
            for (const port of ports) expect(port).not.toHaveProperty("hostPort");
          }
        }
      }),
      runs,
    );
  });

  it("get no token of the cluster", () => {
    expect(design.automountServiceAccountToken).toBe(false);
    expect(objectNamed(settledObjects(shopAndPayments()), "ServiceAccount", "edge").automountServiceAccountToken).toBe(
      false,
    );
  });

  it("look for a name of the world's before the cluster's that begins with it", () => {
    expect(design).toMatchObject({ dnsConfig: { options: [{ name: "ndots", value: "1" }] } });
    expect(design).not.toHaveProperty("dnsPolicy");
  });

  it.each([
    [undefined, 30],
    [120, 120],
  ])("are given time to drain: %s asks for %d seconds", (drainSeconds, seconds) => {
    const changes = drainSeconds === undefined ? {} : { "meshGateways.edge.scheduling": { drainSeconds } };
    const { spec } = objectNamed(settledObjects(fabricWith(changes)), "Deployment", "edge").spec.template;
    expect(spec.containers[0]?.lifecycle.preStop.exec.command[0]).toBe("envoy");
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
    expect(JSON.stringify(spec.containers[0]?.args)).toContain(`${seconds}s`);
  });

  it("run as many, of the image and with the resources that are asked for", () => {
    const changes = {
      "meshGateways.edge.replicas": 5,
      "meshGateways.edge.image": "registry.example/envoy:1",
      "meshGateways.edge.resources": { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
    };
    const { spec } = objectNamed(settledObjects(fabricWith(changes)), "Deployment", "edge");
    expect(spec.replicas).toBe(5);
    expect(spec.template.spec.containers[0]).toMatchObject({
      image: "registry.example/envoy:1",
      resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
    });
  });

  it("run where Envoy can, apart from each other where there is room", () => {
    expect(design.affinity).toMatchObject({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/arch", values: ["amd64", "arm64"] }] }],
        },
      },
    });
    expect(design.topologySpreadConstraints).toMatchObject([
      { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
      { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
    ]);
  });

  it("run on the nodes and with the priority that are asked for, an egress gateway's too", () => {
    const scheduling = { nodeSelector: { pool: "edge" }, priorityClassName: "high" };
    const changes = {
      "meshGateways.edge.scheduling": scheduling,
      "meshGateways.exit": { mesh: "shop", role: "egress", scheduling, image: "registry.example/envoy:1", replicas: 3 },
      "routes.charge.via": "exit",
    };
    const objects = settledObjects(fabricWith(changes));
    for (const name of ["edge", "exit"])
      expect(objectNamed(objects, "Deployment", name).spec.template.spec).toMatchObject(scheduling);
    const { replicas, template } = objectNamed(objects, "Deployment", "exit").spec;
    expect([replicas, template.spec.containers[0]]).toMatchObject([3, { image: "registry.example/envoy:1" }]);
    for (const field of Object.keys(scheduling)) expect(design).not.toHaveProperty(field);
  });

  it("say which container is meant, who made them, and where their numbers are", () => {
    const { metadata } = objectNamed(settledObjects(shopAndPayments()), "Deployment", "edge").spec.template;
    expect(metadata.labels).toMatchObject({
      "app.kubernetes.io/name": "isthmus-gateway",
      "app.kubernetes.io/instance": "edge",
      "app.kubernetes.io/managed-by": "isthmus",
    });
    expect(metadata.annotations).toMatchObject({
      "kubectl.kubernetes.io/default-container": "envoy",
      "prometheus.io/port": "15020",
    });
  });

  it("are selected by labels that never change, since Kubernetes does not let them", () => {
    const { spec } = objectNamed(settledObjects(shopAndPayments()), "Deployment", "edge");
    expect(spec.selector.matchLabels).toEqual({
      "app.kubernetes.io/name": "isthmus-gateway",
      "app.kubernetes.io/instance": "edge",
    });
  });

  it("do not change when Routes, listeners and Exposes come and go", () => {
    const more = fabricWith({
      "meshGateways.edge.listeners.books": { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "books.mesh" },
      "exposes.charges.listener": "api",
      "exposes.books": { gateway: "edge", listener: "books", service: { name: "books", namespace: "pay", port: 80 } },
      "routes.books": { from: { mesh: "shop", namespace: "web" }, to: { expose: "books" }, hostname: "books.mesh" },
    });
    expect(ofKind(settledObjects(more), "Deployment")).toEqual(ofKind(settledObjects(shopAndPayments()), "Deployment"));
  });
});
