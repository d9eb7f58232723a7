import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../../plan.js";
import { Pending, type Tree } from "../../emitted.js";
import { configFiles, objectNamed, ofKind, type Settled, settledObjects } from "../../testing/planned.js";
import { cidrRange } from "../../standalone/envoy/cidr-range.js";
import type { Manifest } from "./testing/admission.js";
import { letsThrough, type Proxy } from "./testing/enforcement.js";
import { kumaFabric, kumaFabricWith } from "./testing/kuma-fabric.js";
import { removedIn } from "./testing/removed.js";

/** An object as plain data, for matchers. */
const found = (objects: Settled[], kind: string, name: string): unknown => objectNamed(objects, kind, name);

const specOf = (objects: Settled[], kind: string, name: string): unknown => objectNamed(objects, kind, name).spec;

const withDoor = (from: Record<string, unknown>): Record<string, unknown> =>
  kumaFabricWith({ "routes.charge.from": { mesh: "shop", ...from } });

const permissions = (objects: Settled[], namespace: string): unknown[] =>
  ofKind(objects, "MeshTrafficPermission")
    .filter((object) => object.namespace === namespace)
    .map(({ object }) => object.spec);

/** The proxies of a gateway's pods, by labels that no other pod has. */
const proxiesOf = (gateway: string, namespace: string) => ({
  kind: "Dataplane",
  labels: {
    "app.kubernetes.io/name": "isthmus-gateway",
    "app.kubernetes.io/instance": gateway,
    "k8s.kuma.io/namespace": namespace,
  },
});

const unlimited = { maxConnections: 2 ** 31 - 1, maxPendingRequests: 2 ** 31 - 1, maxRequests: 2 ** 31 - 1 };

const allowing = (type: string, value: string) => ({
  rules: [{ default: { allow: [{ spiffeID: { type, value } }] } }],
});

describe("a mesh on Kuma 3.0", () => {
  const objects = settledObjects(kumaFabric());

  it("gives workloads identities by their service accounts, from the mesh's own issuer", () => {
    expect(specOf(objects, "MeshIdentity", "payments-isthmus")).toMatchObject({
      selector: { dataplane: { matchLabels: {} } },
      spiffeID: { trustDomain: "payments.acme.internal", path: "/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}" },
      provider: {
        type: "Bundled",
        bundled: {
          certificateParameters: { expiry: "24h0m0s" },
          ca: {
            certificate: { type: "Secret", secretRef: { kind: "Secret", name: "payments-isthmus-issuer" } },
            privateKey: { type: "Secret", secretRef: { kind: "Secret", name: "payments-isthmus-issuer-key" } },
          },
        },
      },
    });
    expect(atob(objectNamed(objects, "Secret", "payments-isthmus-issuer").data["value"] ?? "")).toBe(
      "CERT(issuer:payments)",
    );
    expect(atob(objectNamed(objects, "Secret", "payments-isthmus-issuer-key").data["value"] ?? "")).toBe(
      "KEY(issuer:payments)",
    );
  });

  it("believes its own trust domain alone, by the root and by the issuer that Kuma's proxies do not send", () => {
    expect(ofKind(objects, "MeshTrust").map(({ object }) => object.spec)).toEqual(
      ["payments", "shop"].map((mesh) => ({
        trustDomain: `${mesh}.acme.internal`,
        caBundles: [
          { type: "Pem", pem: { value: `CERT(root:${mesh})` } },
          { type: "Pem", pem: { value: `CERT(issuer:${mesh})` } },
        ],
      })),
    );
    expect(specOf(objects, "MeshIdentity", "shop-isthmus")).toMatchObject({
      provider: { bundled: { meshTrustCreation: "Disabled" } },
    });
  });

  it("takes mutual TLS only", () => {
    expect(specOf(objects, "MeshTLS", "payments-isthmus")).toEqual({
      targetRef: { kind: "Mesh" },
      rules: [{ default: { mode: "Strict" } }],
    });
  });

  it("renews certificates as often as the mesh says, and lives where its control plane does", () => {
    const changed = settledObjects(
      kumaFabricWith({ "meshes.shop.trust": { leafHours: 6 }, "meshes.shop.target.systemNamespace": "mesh-system" }),
    );
    expect(found(changed, "MeshIdentity", "shop-isthmus")).toMatchObject({
      metadata: { namespace: "mesh-system" },
      spec: { provider: { bundled: { certificateParameters: { expiry: "6h0m0s" } } } },
    });
    expect(found(changed, "MeshIdentity", "payments-isthmus")).toMatchObject({
      metadata: { namespace: "kuma-system" },
    });
  });

  it("keeps keys in Secrets, and waits for them as secrets", () => {
    const { objects: emitted, certificates } = planFabric("test", kumaFabric());
    const material = Object.fromEntries(certificates.map(({ name }) => [name, marked]));
    const holdingKeys = emitted.flatMap(({ object }) =>
      pendings(object)
        .filter(({ of }) => [of(material), atobOrNone(of(material))].some((text) => text.includes("KEY")))
        .map(({ secret }) => [object.kind, object.metadata.name, secret]),
    );
    expect(holdingKeys.sort()).toEqual([
      ["Secret", "edge-certificates", true],
      ["Secret", "payments-isthmus-issuer-key", true],
      ["Secret", "shop-egress-certificates", true],
      ["Secret", "shop-isthmus-issuer-key", true],
    ]);
  });

  it("has nothing that Kuma 3.0 has given up", () => {
    expect(objects.flatMap(({ object }) => removedIn(object))).toEqual([]);
  });
});

const marked = { certificate: "CERT", privateKey: "KEY" };

/** Text that may be base64. */
const atobOrNone = (text: string): string => (/^[A-Za-z0-9+/=]*$/.test(text) ? atob(text) : "");

const pendings = (tree: Tree): Pending[] => {
  if (tree instanceof Pending) return [tree];
  return typeof tree === "object" && tree !== null ? Object.values(tree).flatMap((value: Tree) => pendings(value)) : [];
};

describe("an ingress gateway on Kuma 3.0", () => {
  const objects = settledObjects(kumaFabric());

  it("is an Envoy of ours as a delegated gateway, whose sidecar knows its service account", () => {
    const { metadata, spec } = objectNamed(objects, "Deployment", "edge").spec.template;
    expect(metadata.labels).toMatchObject({ "kuma.io/mesh": "payments", "kuma.io/sidecar-injection": "enabled" });
    expect(metadata.annotations).toMatchObject({
      "kuma.io/gateway": "enabled",
      "kuma.io/service-account-token-volume": "kuma-token",
    });
    expect(spec.serviceAccountName).toBe("edge");
    expect(spec.volumes.map(({ name }) => name)).toContain("kuma-token");
  });

  it("asks callers for what target standalone asks them for", () => {
    const onStandalone = kumaFabricWith({
      "meshes.shop.target": { kind: "standalone" },
      "meshes.payments.target": { kind: "standalone" },
    });
    const filesOf = (of: Settled[]) => configFiles(of, objectNamed(of, "Deployment", "edge").spec.template.spec);
    expect(filesOf(objects)).toEqual(filesOf(settledObjects(onStandalone)));
  });

  it("and nobody else may call the services behind it", () => {
    expect(permissions(objects, "pay")).toEqual([
      {
        targetRef: { kind: "Dataplane", labels: { "k8s.kuma.io/namespace": "pay" } },
        ...allowing("Exact", "spiffe://payments.acme.internal/ns/payments-gateways/sa/edge"),
      },
    ]);
  });

  it("may call them in their namespace only, also where Kuma's webhook is not asked and so limits no policy", () => {
    const gateway = "spiffe://payments.acme.internal/ns/payments-gateways/sa/edge";
    const manifests = objects.map(({ object }) => object as Manifest);
    const service: Proxy = { mesh: "payments", namespace: "pay", labels: {}, port: 80 };
    expect(letsThrough(manifests, service, gateway)).toBe(true);
    expect(letsThrough(manifests, { ...service, namespace: "ledger" }, gateway)).toBe(false);
  });

  it("may call the pods that an Expose names, once for all that name the same", () => {
    const selector = { app: "charges" };
    const second = { gateway: "edge", listener: "api", path: { prefix: "/b" } };
    const selected = settledObjects(
      kumaFabricWith({
        "exposes.charges.service.selector": selector,
        "exposes.other": { ...second, service: { name: "other", namespace: "pay", port: 80, selector } },
      }),
    );
    expect(permissions(selected, "pay")).toMatchObject([{ targetRef: { kind: "Dataplane", labels: selector } }]);
  });

  it("sends nothing again that its Route does not", () => {
    expect(specOf(objects, "MeshRetry", "isthmus-edge")).toEqual({
      targetRef: proxiesOf("edge", "payments-gateways"),
      to: [{ targetRef: { kind: "Mesh" }, default: { http: { numRetries: 0 }, grpc: { numRetries: 0 } } }],
    });
  });

  it("makes as many calls at once as an Expose says, which Kuma would hold to 1024", () => {
    expect(specOf(objects, "MeshCircuitBreaker", "isthmus-edge")).toEqual({
      targetRef: proxiesOf("edge", "payments-gateways"),
      to: [{ targetRef: { kind: "Mesh" }, default: { connectionLimits: unlimited } }],
    });
  });

  it("waits for services as long as a Route says", () => {
    expect(specOf(objects, "MeshTimeout", "isthmus-edge")).toMatchObject({
      targetRef: { kind: "Dataplane", labels: { "app.kubernetes.io/instance": "edge" } },
      to: [{ targetRef: { kind: "Mesh" }, default: { http: { requestTimeout: "0s" } } }],
    });
  });
});

describe("consumers on Kuma 3.0", () => {
  it("call a Route's hostname, which is that of its door's MeshService", () => {
    const objects = settledObjects(kumaFabricWith({ "routes.charge.hostname": "charges.partner.example" }));
    expect(ofKind(objects, "HostnameGenerator").map(({ object }) => object.spec)).toEqual([
      {
        selector: {
          meshService: {
            matchLabels: {
              "kuma.io/mesh": "shop",
              "k8s.kuma.io/namespace": "shop-gateways",
              "k8s.kuma.io/service-name": "shop-egress",
            },
          },
        },
        template: "charges.partner.example",
      },
    ]);
    expect(objectNamed(objects, "Service", "shop-egress").metadata.labels).toMatchObject({ "kuma.io/mesh": "shop" });
    expect(ofKind(objects, "Service").map(({ object }) => object.spec.type)).not.toContain("ExternalName");
  });

  it("call doors by a server name that fits DNS in any zone, however long its parts are", () => {
    const [mesh, namespace] = ["m".repeat(40), "n".repeat(63)];
    const objects = settledObjects(
      kumaFabricWith({
        [`meshes.${mesh}`]: { trustDomain: "long.internal", target: { kind: "kuma", version: "3.0" }, namespace },
        "routes.long": {
          from: { mesh, namespace, serviceAccount: "s".repeat(63) },
          to: { expose: "charges" },
          hostname: "long.example",
          port: 65535,
        },
      }),
    );
    const [door] = ofKind(objects, "Service").filter((service) => service.namespace === namespace);
    expect(door?.name).toHaveLength(63);
    const section = door?.object.spec.ports[0]?.name ?? "";
    // sni.msvc.MESH.ZONE.NAMESPACE.NAME.SECTION
    const serverName = ["sni", "msvc", mesh, "z".repeat(63), namespace, door?.name, section].join(".");
    expect(serverName.length).toBeLessThanOrEqual(253);
  });

  it("open a door by their identity: of the mesh, of a namespace, or of one service account", () => {
    const opened = (from: Record<string, unknown>): unknown[] =>
      permissions(settledObjects(withDoor(from)), "shop-gateways");
    expect(opened({})).toMatchObject([allowing("Prefix", "spiffe://shop.acme.internal/ns")]);
    expect(opened({ namespace: "web" })).toMatchObject([allowing("Prefix", "spiffe://shop.acme.internal/ns/web/sa")]);
    expect(opened({ namespace: "web", serviceAccount: "checkout" })).toMatchObject([
      allowing("Exact", "spiffe://shop.acme.internal/ns/web/sa/checkout"),
    ]);
  });

  it("open it by mutual TLS alone, also where a MeshTLS for the whole mesh takes calls in the clear", () => {
    const objects = settledObjects(withDoor({ namespace: "web" }));
    const [door] = ofKind(objects, "MeshTLS").filter(({ namespace }) => namespace === "shop-gateways");
    // what is of a Dataplane beats what is of the Mesh, for the same pods that permissions speak of
    expect(door?.object.spec).toEqual({
      targetRef: proxiesOf("shop-egress", "shop-gateways"),
      rules: [{ default: { mode: "Strict" } }],
    });
    expect(ofKind(objects, "MeshTLS").map(({ namespace }) => namespace)).not.toContain("payments-gateways");
  });

  it("have as many connections to a door as its Envoy takes", () => {
    const objects = settledObjects(kumaFabric());
    expect(specOf(objects, "MeshCircuitBreaker", "isthmus-shop-egress")).toMatchObject({
      targetRef: { kind: "Dataplane", labels: { "app.kubernetes.io/instance": "shop-egress" } },
      rules: [{ default: { connectionLimits: unlimited } }],
    });
  });

  it("find a door shut in a pod that got no sidecar: it takes what the pod itself hands over", () => {
    const doors = (of: Settled[]): unknown[] => {
      const files = configFiles(of, objectNamed(of, "Deployment", "shop-egress").spec.template.spec);
      return (JSON.parse(files["lds.json"] ?? "") as { resources: { filter_chains: unknown[] }[] }).resources.flatMap(
        (listener) => listener.filter_chains,
      );
    };
    const ranges = ["127.0.0.0/8", "::1/128", "::6/128"].map(cidrRange);
    expect(doors(settledObjects(kumaFabric()))).toMatchObject([
      { filter_chain_match: { source_prefix_ranges: ranges } },
    ]);
    const onStandalone = kumaFabricWith({ "meshes.shop.target": { kind: "standalone" } });
    expect(JSON.stringify(doors(settledObjects(onStandalone)))).not.toContain("source_prefix_ranges");
  });

  it("open no other door of the same gateway", () => {
    const objects = settledObjects(
      kumaFabricWith({
        "routes.charge.from": { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
        "routes.other": { from: { mesh: "shop", namespace: "batch" }, to: { expose: "charges" }, hostname: "b.mesh" },
      }),
    );
    const ports = ofKind(objects, "Service")
      .filter(({ namespace }) => namespace === "shop-gateways")
      .flatMap(({ object }) => object.spec.ports.map(({ targetPort }) => String(targetPort)));
    const sections = permissions(objects, "shop-gateways").map(
      (spec) => (spec as { targetRef: { sectionName: string } }).targetRef.sectionName,
    );
    expect(new Set(sections).size).toBe(2);
    expect(sections.sort()).toEqual(ports.sort());
  });

  it("are kept apart by labels on the network, as on target standalone", () => {
    const objects = settledObjects(withDoor({ namespace: "web", labels: { app: "cart" } }));
    expect(JSON.stringify(objectNamed(objects, "NetworkPolicy", "shop-egress").spec.ingress)).toContain(
      JSON.stringify({ podSelector: { matchLabels: { app: "cart" } } }).slice(1, -1),
    );
  });

  it("leave past the sidecar, whose names could lead back to the door", () => {
    const { metadata } = objectNamed(settledObjects(kumaFabric()), "Deployment", "shop-egress").spec.template;
    expect(metadata.annotations).toMatchObject({ "traffic.kuma.io/exclude-outbound-ports-for-uids": "101" });
    expect(metadata.annotations).not.toHaveProperty(["kuma.io/gateway"]);
  });

  it("reach what standalone meshes offer, and the other way round", () => {
    for (const mesh of ["shop", "payments"]) {
      const mixed = settledObjects(kumaFabricWith({ [`meshes.${mesh}.target`]: { kind: "standalone" } }));
      expect(
        ofKind(mixed, "Deployment")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["edge", "shop-egress"]);
      expect(ofKind(mixed, "MeshIdentity")).toHaveLength(1);
    }
  });
});
