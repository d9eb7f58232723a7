import { describe, expect, it } from "@jest/globals";
import { type Settled, objectNamed, ofKind, settledObjects } from "../testing/planned.js";
import { planFabric } from "../plan.js";
import { namesFilter } from "./ingress/envoy-filter.js";
import { headersFilter } from "./ingress/header-values.js";
import { webhookRefusals } from "./testing/admission.js";
import { onIstio, refunds } from "./testing/on-istio.js";

const objectsWith = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(onIstio(changes));

/** A spec, as any object of JSON. */
const specOf = (objects: Settled[], kind: string, name: string): Record<string, unknown> =>
  objectNamed(objects, kind, name).spec;

const dataOf = (objects: Settled[], name: string): Record<string, string> => {
  const secret = objects.find((one) => one.kind === "Secret" && one.name === name);
  return Object.fromEntries(Object.entries(secret?.object.data ?? {}).map(([key, value]) => [key, atob(value)]));
};

const keyOf = ({ kind, namespace, name }: Settled): string => `${kind} ${namespace ?? ""}/${name}`;

/** The objects that differ between two Fabrics. */
function changed(before: Settled[], after: Settled[]): string[] {
  const texts = new Map(before.map((one) => [keyOf(one), JSON.stringify(one.object)]));
  const gone = before
    .filter((one) => !after.some((other) => keyOf(other) === keyOf(one)))
    .map((one) => `- ${keyOf(one)}`);
  const others = after.flatMap((one) => {
    const text = texts.get(keyOf(one));
    if (text === undefined) return [`+ ${keyOf(one)}`];
    return text === JSON.stringify(one.object) ? [] : [`~ ${keyOf(one)}`];
  });
  return [...gone, ...others].sort();
}

describe("an ingress gateway of Istio", () => {
  it("takes the proxy's image from the node where it is there already", () => {
    const { template } = specOf(objectsWith(), "Deployment", "edge") as { template: { spec: object } };
    expect(template.spec).toMatchObject({ containers: [{ image: "auto", imagePullPolicy: "IfNotPresent" }] });
  });

  it("knows what its own mesh revoked, where there is something", () => {
    const { template } = specOf(objectsWith(), "Deployment", "edge") as { template: { spec: object } };
    expect(template.spec).toMatchObject({
      containers: [{ volumeMounts: [{ name: "istio-ca-crl", mountPath: "/var/run/secrets/istio/crl" }] }],
      volumes: [{ name: "istio-ca-crl", configMap: { name: "istio-ca-crl", optional: true } }],
    });
  });

  it("asks callers for a certificate, and shows one for its hostnames", () => {
    const objects = objectsWith();
    expect(specOf(objects, "Gateway", "edge")["servers"]).toEqual([
      {
        port: { number: 8443, name: "https-api-8443", protocol: "HTTPS" },
        hosts: ["payments.mesh"],
        tls: { mode: "MUTUAL", credentialName: "edge.credential", minProtocolVersion: "TLSV1_2" },
      },
    ]);
    const { certificates } = planFabric("test", onIstio());
    expect(certificates.find(({ name }) => name === "leaf:payments/isthmus-payments/edge/edge")?.profile).toMatchObject(
      {
        spiffeId: "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge",
        dnsNames: ["payments.mesh"],
      },
    );
  });

  it("believes its own mesh and those that a permission names, and no others", () => {
    const other = { "meshes.other": { trustDomain: "other.acme.internal", target: { kind: "standalone" } } };
    expect(dataOf(objectsWith(other), "edge.credential")["ca.crt"]).toBe("CERT(root:payments)CERT(root:shop)");
    const everybody = { ...other, "crossMeshPermissions.checkoutMayCharge.from": [{ mesh: "*" }] };
    expect(dataOf(objectsWith(everybody), "edge.credential")["ca.crt"]).toBe(
      "CERT(root:other)CERT(root:payments)CERT(root:shop)",
    );
  });

  it("says who may do what at which listener", () => {
    expect(specOf(objectsWith(), "AuthorizationPolicy", "edge.api.allow")["rules"]).toEqual([
      {
        from: [{ source: { principals: ["shop.acme.internal/ns/web/sa/checkout"] } }],
        to: [
          {
            operation: {
              ports: ["8443"],
              hosts: ["payments.mesh", "payments.mesh:*"],
              methods: ["POST"],
              paths: ["/charges", "/charges/*"],
            },
          },
        ],
      },
    ]);
  });

  it("leaves to a more specific Expose what is that one's", () => {
    const objects = objectsWith({
      "exposes.admin": {
        gateway: "edge",
        listener: "api",
        path: { prefix: "/charges/admin" },
        service: { name: "admin", namespace: "pay", port: 80 },
      },
      "crossMeshPermissions.checkoutMayCharge.expose": "charges",
    });
    expect(specOf(objects, "AuthorizationPolicy", "edge.api.allow")["rules"]).toMatchObject([
      { to: [{ operation: { paths: ["/charges", "/charges/*"], notPaths: ["/charges/admin", "/charges/admin/*"] } }] },
    ]);
  });

  it("takes prefixes by whole segments, which a VirtualService by itself does not", () => {
    const { http } = specOf(
      objectsWith({ "exposes.charges.path": { prefix: "/charges" } }),
      "VirtualService",
      "edge.api",
    ) as {
      http: { match: object[] }[];
    };
    expect(http[0]?.match).toEqual([
      { port: 8443, uri: { exact: "/charges" } },
      { port: 8443, uri: { prefix: "/charges/" } },
    ]);
  });

  it("leaves a path by itself to the Expose that has exactly that path", () => {
    const service = { name: "charges", namespace: "pay", port: 8080 };
    const { http } = specOf(
      objectsWith({
        "exposes.charges.path": { prefix: "/charges" },
        "exposes.list": { gateway: "edge", listener: "api", path: { exact: "/charges" }, service },
      }),
      "VirtualService",
      "edge.api",
    ) as { http: { name: string; match: object[] }[] };
    expect(http.map(({ name, match }) => [name, match])).toEqual([
      ["list", [{ port: 8443, uri: { exact: "/charges" } }]],
      ["charges", [{ port: 8443, uri: { prefix: "/charges/" } }]],
    ]);
  });

  it("holds a thousand permissions and Exposes in as few objects as one, a policy for each 512 rules", () => {
    const count = 1000;
    const many = objectsWith({
      exposes: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `e${at}`,
          {
            gateway: "edge",
            listener: "api",
            path: { exact: `/${at}` },
            service: { name: "charges", namespace: "pay", port: 80 },
          },
        ]),
      ),
      routes: {},
      crossMeshPermissions: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `p${at}`,
          { gateway: "edge", expose: `e${at}`, from: [{ mesh: "shop", namespace: "web", serviceAccount: `a${at}` }] },
        ]),
      ),
    });
    const policies = ofKind(many, "AuthorizationPolicy").filter(({ name }) => name.startsWith("edge.api.allow"));
    expect(policies.map(({ name }) => name)).toEqual(["edge.api.allow", "edge.api.allow.1"]);
    expect(many.flatMap(webhookRefusals)).toEqual([]);
    expect(many.length).toBeLessThan(30);
  });

  it("lets outsiders in by address, without asking who they are", () => {
    const objects = objectsWith({
      "meshGateways.edge.listeners.site": {
        port: 443,
        protocol: "HTTPS",
        hostname: "site.example",
        tls: { secretName: "site" },
        sourceRanges: ["10.0.0.0/8"],
      },
      "exposes.site": { gateway: "edge", listener: "site", service: { name: "site", namespace: "pay", port: 80 } },
    });
    expect(specOf(objects, "AuthorizationPolicy", "edge.site.allow")["rules"]).toEqual([
      {
        from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }],
        to: [{ operation: { ports: ["10443"], hosts: ["site.example", "site.example:*"] } }],
      },
    ]);
    expect(specOf(objects, "Gateway", "edge")["servers"]).toMatchObject([
      {},
      { tls: { mode: "SIMPLE", credentialName: "site" } },
    ]);
  });

  it("refuses certificates of several callers before policy, at each port that has TLS", () => {
    const objects = objectsWith({
      "meshGateways.edge.listeners.plain": { port: 8080, protocol: "HTTP" },
      "exposes.plain": { gateway: "edge", listener: "plain", service: { name: "site", namespace: "pay", port: 80 } },
    });
    const patches = specOf(objects, "EnvoyFilter", "edge")["configPatches"] as Record<string, unknown>[];
    const refusing = patches.filter(({ applyTo }) => applyTo === "HTTP_FILTER");
    expect(refusing).toEqual([
      expect.objectContaining({
        match: expect.objectContaining({ listener: expect.objectContaining({ portNumber: 8443 }) }) as unknown,
        patch: { operation: "INSERT_FIRST", value: namesFilter },
      }),
    ]);
  });

  it("asks for the whole of a header, of which one of several values would do for Istio", () => {
    const objects = objectsWith({
      "crossMeshPermissions.checkoutMayCharge.http": [
        { headers: [{ name: "X-Tenant", exact: "blue" }] },
        { headers: [{ name: "x-debug", present: false }] },
      ],
    });
    const rules = specOf(objects, "AuthorizationPolicy", "edge.api.allow")["rules"] as { when: object[] }[];
    expect(rules.flatMap(({ when }) => when)).toEqual([
      { key: "experimental.envoy.filters.http.header_to_metadata[x-tenant]", values: ["blue"] },
      { key: "request.headers[x-debug]", notValues: ["*"] },
    ]);
    const patches = specOf(objects, "EnvoyFilter", "edge")["configPatches"] as { patch: { value: object } }[];
    expect(patches.map(({ patch }) => patch.value)).toContainEqual(headersFilter(["x-tenant"]));
    expect(JSON.stringify(objectsWith())).not.toContain("header_to_metadata");
  });

  it("closes backends to plain text only where it is told which pods they are", () => {
    expect(ofKind(objectsWith(), "PeerAuthentication")).toEqual([]);
    const [strict] = ofKind(
      objectsWith({ "exposes.charges.service.selector": { app: "charges" } }),
      "PeerAuthentication",
    );
    expect([strict?.namespace, strict?.object.spec]).toEqual([
      "pay",
      { selector: { matchLabels: { app: "charges" } }, mtls: { mode: "STRICT" } },
    ]);
  });

  it("is injected by the revision that is named, and takes no port under 1024", () => {
    const objects = objectsWith({
      "meshes.payments.target": { kind: "istio", revision: "canary" },
      "meshGateways.edge.listeners.api.port": 443,
    });
    const { template } = objectNamed(objects, "Deployment", "edge").spec;
    expect(template.metadata.labels).toMatchObject({ "istio.io/rev": "canary", "sidecar.istio.io/inject": "true" });
    expect(template.metadata.annotations).toMatchObject({ "inject.istio.io/templates": "gateway" });
    expect(objectNamed(objects, "Service", "edge").spec.ports).toMatchObject([{ port: 443, targetPort: 10443 }]);
  });
});

describe("an egress gateway of Istio", () => {
  it("has two legs for a Route: from consumers' proxies to it, and from it to the far end", () => {
    const [service] = ofKind(objectsWith(), "VirtualService").filter(({ name }) => name.startsWith("shop-egress"));
    const { hosts, gateways, exportTo, http } = service?.object.spec as unknown as {
      hosts: string[];
      gateways: string[];
      exportTo: string[];
      http: { match: { gateways: string[] }[]; retries: object }[];
    };
    expect([hosts, gateways, exportTo]).toEqual([
      ["payments.mesh.svc.cluster.local"],
      ["mesh", "isthmus-shop/shop-egress"],
      ["*"],
    ]);
    expect(http.map(({ match }) => match[0]?.gateways)).toEqual([["mesh"], ["isthmus-shop/shop-egress"]]);
    expect(http.map(({ retries }) => retries)).toEqual([{ attempts: 0 }, { attempts: 0 }]);
  });

  it("does not tell the far end who called it, as an ingress gateway tells the service behind it", () => {
    const settingsOf = (name: string): unknown => {
      const { template } = specOf(objectsWith(), "Deployment", name) as {
        template: { metadata: { annotations: Record<string, string> } };
      };
      return JSON.parse(template.metadata.annotations["proxy.istio.io/config"] ?? "");
    };
    expect(settingsOf("shop-egress")).toMatchObject({ gatewayTopology: { forwardClientCertDetails: "SANITIZE" } });
    expect(settingsOf("edge")).not.toHaveProperty("gatewayTopology");
  });

  it("calls the far end under its own name, and believes it alone", () => {
    const [rule] = ofKind(objectsWith(), "DestinationRule").filter(({ name }) => name.startsWith("shop-egress.edge"));
    const { subsets } = rule?.object.spec as unknown as {
      subsets: { trafficPolicy: { tls: Record<string, unknown> } }[];
    };
    const [tls] = subsets.map(({ trafficPolicy }) => trafficPolicy.tls);
    expect(tls).toMatchObject({
      mode: "MUTUAL",
      sni: "payments.mesh",
      subjectAltNames: ["spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge"],
    });
    expect(dataOf(objectsWith(), String(tls?.["credentialName"]))).toEqual({
      "ca.crt": "CERT(root:payments)",
      "tls.crt": "CERT(leaf:shop/isthmus-shop/shop-egress/shop-egress)",
      "tls.key": "KEY(leaf:shop/isthmus-shop/shop-egress/shop-egress)",
    });
  });

  it("opens a door to those alone whose identity calls leave under", () => {
    const objects = objectsWith({
      "routes.charge.from": { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "web" } },
    });
    expect(specOf(objects, "AuthorizationPolicy", "shop-egress.doors")["rules"]).toMatchObject([
      { from: [{ source: { principals: ["shop.acme.internal/ns/web/sa/checkout"] } }] },
    ]);
    expect(objectNamed(objects, "NetworkPolicy", "shop-egress").spec.ingress[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } },
        podSelector: { matchLabels: { app: "web" } },
      },
    ]);
    const [service] = ofKind(objects, "VirtualService").filter(({ name }) => name.startsWith("shop-egress"));
    expect((service?.object.spec as unknown as { exportTo: string[] }).exportTo).toEqual([".", "web"]);
  });

  it("splits requests by weight, each with the Host of where it goes", () => {
    const objects = objectsWith({
      ...refunds(),
      "exposes.charges.listener": "api",
      "routes.charge.to": {
        weighted: [
          { expose: "charges", weight: 9 },
          { expose: "refunds", weight: 1 },
        ],
      },
    });
    const [service] = ofKind(objects, "VirtualService").filter(({ name }) => name.startsWith("shop-egress"));
    const { http } = service?.object.spec as unknown as { http: { route: { weight: number; headers: object }[] }[] };
    expect(http[1]?.route.map(({ weight, headers }) => [weight, headers])).toEqual([
      [9, { request: { set: { host: "payments.mesh" } } }],
      [1, { request: { set: { host: "refunds.mesh" } } }],
    ]);
  });

  it("tells apart what may be sent twice, where a Route retries", () => {
    const [service] = ofKind(objectsWith({ "routes.charge.retries": { attempts: 2 } }), "VirtualService").filter(
      ({ name }) => name.startsWith("shop-egress"),
    );
    const { http } = service?.object.spec as unknown as { http: { retries: { retryOn?: string } }[] };
    expect(http.map(({ retries }) => retries.retryOn)).toEqual([
      undefined,
      "connect-failure,refused-stream,reset-before-request,reset,unavailable,503",
      "connect-failure,refused-stream,reset-before-request,unavailable,503",
    ]);
  });

  it("gives a name in DNS to NAME.NAMESPACE, and a ServiceEntry to any other", () => {
    expect(objectNamed(objectsWith(), "Service", "payments").spec).toEqual({
      type: "ClusterIP",
      ports: [{ name: "http-80", port: 80, protocol: "TCP" }],
    });
    const objects = objectsWith({ "routes.charge.hostname": "payments.partners.example" });
    const entries = ofKind(objects, "ServiceEntry").map(
      ({ object }) => (object.spec as unknown as { hosts: string[] }).hosts,
    );
    expect(entries).toContainEqual(["payments.partners.example"]);
    expect(ofKind(objects, "Service").map(({ name }) => name)).not.toContain("payments");
  });

  it("calls a server outside by public authorities, or by those that are named", () => {
    const external = (tls?: object) => ({
      "externalGateways.carrier": { addresses: ["api.carrier.example"], protocol: "tls", ...(tls && { tls }) },
      "routes.ship": { from: { mesh: "shop" }, to: { externalGateway: "carrier" }, hostname: "carrier.calls" },
    });
    const tlsOf = (objects: Settled[]): unknown => {
      const [rule] = ofKind(objects, "DestinationRule").filter(({ name }) => name.includes("carrier"));
      return (rule?.object.spec as unknown as { subsets: { trafficPolicy: { tls: unknown } }[] }).subsets[0]
        ?.trafficPolicy.tls;
    };
    expect(tlsOf(objectsWith(external()))).toEqual({
      mode: "SIMPLE",
      sni: "api.carrier.example",
      subjectAltNames: ["api.carrier.example"],
    });
    const bundle = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";
    const objects = objectsWith(external({ bundle }));
    const { credentialName } = tlsOf(objects) as { credentialName: string };
    expect(dataOf(objects, credentialName)).toEqual({ "ca.crt": bundle });
  });
});

describe("the authority of a mesh of Istio", () => {
  it("is the mesh's issuer, in the layout that can hold what is revoked", () => {
    const secret = (objects: Settled[]) =>
      objects.find((one) => one.name === "cacerts" && one.namespace === "istio-shop");
    const data = (objects: Settled[]) =>
      Object.fromEntries(Object.entries(secret(objects)?.object.data ?? {}).map(([key, value]) => [key, atob(value)]));
    expect(data(objectsWith())).toEqual({
      "ca-cert.pem": "CERT(issuer:shop)",
      "ca-key.pem": "KEY(issuer:shop)",
      "cert-chain.pem": "CERT(issuer:shop)CERT(root:shop)",
      "root-cert.pem": "CERT(root:shop)",
    });
    expect(data(objectsWith({ "meshes.shop.trust": { revoked: ["0a"] } }))["ca-crl.pem"]).toBe(
      "CERT(crl:root:shop)CERT(crl:issuer:shop)",
    );
  });
});

describe("access that is taken away", () => {
  it("from one caller by a deny is one object more", () => {
    const denied = {
      "crossMeshPermissions.former": {
        gateway: "edge",
        action: "deny",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
      },
    };
    expect(changed(objectsWith(), objectsWith(denied))).toEqual([
      "+ AuthorizationPolicy isthmus-payments/edge.api.deny",
    ]);
  });

  it("from one caller by removing the permission is a policy, and the root that nobody needs any more", () => {
    expect(changed(objectsWith(), objectsWith({ crossMeshPermissions: {} }))).toEqual([
      "- AuthorizationPolicy isthmus-payments/edge.api.allow",
      "~ Secret isthmus-payments/edge.credential",
    ]);
  });

  it("from one certificate by its serial number reaches every verifier, and only those", () => {
    const before = objectsWith({ "meshes.shop.trust": { revoked: [] } });
    const after = objectsWith({ "meshes.shop.trust": { revoked: ["0a1b"] } });
    // the lists are certificates of their own: objects hold the same names, and other lists
    expect(changed(before, after)).toEqual([]);
    expect(changed(objectsWith(), after)).toEqual([
      "~ Secret isthmus-payments/edge.credential",
      "~ Secret istio-shop/cacerts",
    ]);
    expect(dataOf(after, "edge.credential")["ca.crl"]).toBe(
      "CERT(crl:root:payments)CERT(crl:issuer:payments)CERT(crl:root:shop)CERT(crl:issuer:shop)",
    );
  });

  it("from a whole mesh leaves no root of it anywhere, and no way out of it", () => {
    const objects = objectsWith({ "meshes.shop.trust": { distrusted: true } });
    expect(dataOf(objects, "edge.credential")["ca.crt"]).toBe("CERT(root:payments)");
    expect(ofKind(objects, "AuthorizationPolicy").map(({ name }) => name)).toEqual(["edge"]);
    expect(ofKind(objects, "VirtualService").map(({ name }) => name)).toEqual(["edge.api"]);
  });
});

describe("a mesh of Istio among others", () => {
  const others = [{ kind: "standalone" }, { kind: "gateway-api" }, { kind: "kuma", version: "3.0" }];

  it.each(others)("calls a gateway of $kind by the identity and name that all gateways keep", (target) => {
    const objects = objectsWith({ "meshes.payments.target": target, "meshes.payments.namespace": "isthmus-payments" });
    const [rule] = ofKind(objects, "DestinationRule").filter(({ name }) => name.startsWith("shop-egress.edge"));
    expect(rule?.object.spec).toMatchObject({
      subsets: [
        {
          trafficPolicy: {
            tls: {
              mode: "MUTUAL",
              sni: "payments.mesh",
              subjectAltNames: ["spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge"],
            },
          },
        },
      ],
    });
    expect(objects.flatMap(webhookRefusals)).toEqual([]);
  });

  it.each(others)("is called by a mesh of $kind, which it believes for its own trust domain", (target) => {
    const objects = objectsWith({ "meshes.shop.target": target, "meshes.shop.namespace": "isthmus-shop" });
    expect(dataOf(objects, "edge.credential")["ca.crt"]).toBe("CERT(root:payments)CERT(root:shop)");
    expect(specOf(objects, "AuthorizationPolicy", "edge.api.allow")["rules"]).toMatchObject([
      { from: [{ source: { principals: ["shop.acme.internal/ns/web/sa/checkout"] } }] },
    ]);
  });
});
