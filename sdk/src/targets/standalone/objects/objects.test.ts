import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { shopAndPayments, validFabrics } from "../../../fabric/testing/fabrics.js";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { objectNamed, type Settled, settledObjects } from "../../testing/planned.js";

const runs = { numRuns: 60 };
const ofKind = (objects: Settled[], kind: string): Settled[] => objects.filter((object) => object.kind === kind);

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
              "configMap" in volume ? "configMap" : "secret",
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

  it("are given time to leave the Service before Envoy stops", () => {
    expect((design.containers[0]?.lifecycle.preStop.sleep.seconds ?? 0) + 30).toBeLessThanOrEqual(
      design.terminationGracePeriodSeconds,
    );
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

describe("selectors", () => {
  it("of Services, policies and budgets select the pods of one Deployment", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const deployments = ofKind(objects, "Deployment");
        const selected = (selector: object, { cluster, namespace }: Settled): Settled[] =>
          deployments.filter(
            (deployment) =>
              deployment.cluster === cluster &&
              deployment.namespace === namespace &&
              Object.entries(selector).every(
                ([key, value]) => deployment.object.spec.template.metadata.labels[key] === value,
              ),
          );
        for (const settled of objects) {
          const { kind, object } = settled;
          const selectors: Record<string, object | undefined> = {
            Deployment: object.spec?.selector?.matchLabels,
            Service: object.spec?.selector,
            NetworkPolicy: object.spec?.podSelector?.matchLabels,
            PodDisruptionBudget: object.spec?.selector?.matchLabels,
          };
          const selector = selectors[kind];
          if (selector !== undefined) expect(selected(selector, settled)).toHaveLength(1);
        }
      }),
      runs,
    );
  });

  it("of a Deployment and what it mounts and runs as stand in its namespace", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const { cluster, namespace, object } of ofKind(objects, "Deployment")) {
          const pod = object.spec.template.spec;
          const needed: [string, string | undefined][] = [
            ["ServiceAccount", pod.serviceAccountName],
            ["ConfigMap", pod.volumes[0]?.configMap?.name],
            ["Secret", pod.volumes[1]?.secret?.secretName],
          ];
          for (const [kind, name] of needed) {
            const found = ofKind(objects, kind).filter(
              (candidate) =>
                candidate.name === name && candidate.namespace === namespace && candidate.cluster === cluster,
            );
            expect([kind, name, found.length]).toEqual([kind, name, 1]);
          }
        }
      }),
      runs,
    );
  });
});

describe("Services and network policies", () => {
  it("let callers reach each target port of each Service, and readiness, and nothing else", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const policy of ofKind(objects, "NetworkPolicy")) {
          const mine = ofKind(objects, "Service").filter(
            ({ cluster, namespace, object }) =>
              cluster === policy.cluster &&
              namespace === policy.namespace &&
              object.spec.selector?.["app.kubernetes.io/instance"] === policy.name,
          );
          const served = mine.flatMap(({ object }) => object.spec.ports.map(({ targetPort }) => targetPort));
          const allowed = policy.object.spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port));
          expect(new Set(served).size).toBe(served.length);
          expect([...allowed].sort()).toEqual([...served, 15021].sort());
          expect(policy.object.spec.policyTypes).toEqual(["Ingress", "Egress"]);
        }
      }),
      runs,
    );
  });

  it("let only a door's own consumers open it", () => {
    const from = { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "checkout" } };
    const { spec } = objectNamed(
      settledObjects(fabricWith({ "routes.charge.from": from })),
      "NetworkPolicy",
      "shop-egress",
    );
    expect(spec.ingress[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } },
        podSelector: { matchLabels: { app: "checkout" } },
      },
    ]);
  });

  it("let every pod of the cluster, and nobody outside, open a door that is for all", () => {
    const { spec } = objectNamed(settledObjects(shopAndPayments()), "NetworkPolicy", "shop-egress");
    expect(spec.ingress[0]?.from).toEqual([{ namespaceSelector: {} }]);
  });

  it("let a gateway call the services that it offers, and names, and nothing else", () => {
    const { spec } = objectNamed(settledObjects(shopAndPayments()), "NetworkPolicy", "edge");
    expect(spec.egress).toEqual([
      {
        ports: [
          { port: 53, protocol: "UDP" },
          { port: 53, protocol: "TCP" },
        ],
      },
      { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "pay" } } }] },
    ]);
  });

  it("give listeners that share a port one node port, whichever names it", () => {
    const listener = { port: 8443, protocol: "HTTPS", crossMesh: true };
    const changes = {
      "meshGateways.edge.service": { type: "NodePort", annotations: { team: "pay" } },
      "meshGateways.edge.listeners": {
        api: { ...listener, hostname: "payments.mesh", nodePort: 30443 },
        books: { ...listener, hostname: "books.mesh" },
      },
      "exposes.charges.listener": "books",
    };
    const { metadata, spec } = objectNamed(settledObjects(fabricWith(changes)), "Service", "edge");
    expect(metadata.annotations).toEqual({ team: "pay" });
    expect(spec).toMatchObject({ type: "NodePort", ports: [{ port: 8443, targetPort: 8443, nodePort: 30443 }] });
    expect(spec.ports).toHaveLength(1);
  });

  it("serve a low port on a high one, since the pods may not open it", () => {
    const changes = { "meshGateways.edge.listeners.api.port": 443 };
    const { spec } = objectNamed(settledObjects(fabricWith(changes)), "Service", "edge");
    expect(spec.ports[0]).toMatchObject({ port: 443, targetPort: 10443 });
  });

  it("give consumers a name that leads to their door", () => {
    const name = settledObjects(shopAndPayments()).find(({ namespace }) => namespace === "mesh");
    expect(name?.object).toMatchObject({
      kind: "Service",
      metadata: { name: "payments", namespace: "mesh" },
      spec: { type: "ExternalName", externalName: "shop-egress.isthmus-shop.svc.cluster.local" },
    });
  });
});

describe("namespaces", () => {
  const namespacesWith = (changes: Record<string, unknown>): string[] =>
    ofKind(settledObjects(fabricWith(changes)), "Namespace").map(({ name }) => name);

  it("are made for meshes that name none, and for consumers' hostnames", () => {
    expect(namespacesWith({})).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
    expect(namespacesWith({ "meshes.shop.namespace": "gateways" })).toEqual(["isthmus-payments", "mesh"]);
  });

  it("are not made where the Route says so, nor where every cluster has them", () => {
    expect(namespacesWith({ "routes.charge.createNamespace": false })).not.toContain("mesh");
    for (const builtIn of ["default", "kube-system"])
      expect(namespacesWith({ "routes.charge.hostname": `payments.${builtIn}` })).not.toContain(builtIn);
  });

  it("are made once, where several Routes and meshes share one", () => {
    const second = { from: { mesh: "payments" }, to: { expose: "charges" }, hostname: "self.mesh" };
    expect(namespacesWith({ "routes.second": second })).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
    const inMesh = { ...second, hostname: "self.isthmus-shop" };
    expect(namespacesWith({ "routes.second": inMesh })).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
  });

  it("hold pods under Pod Security restricted", () => {
    for (const { object } of ofKind(settledObjects(shopAndPayments()), "Namespace"))
      expect(object.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  });
});
