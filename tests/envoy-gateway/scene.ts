import { issueIssuer, issueLeaf, issueRoot } from "../../sdk/src/pulumi/certificates/issuing.js";
import { images } from "../cluster/images.js";
import { gatewayClass } from "./names.js";

/** Of everything in the scene. */
export const namespace = "probe";
/** The host name of the server behind the Gateway. */
export const server = "server.probe.test";
const spiffeId = (account: string) => `spiffe://shop.test/ns/probe/sa/${account}`;

/** Certificates of a mesh, each as a folder of the client's pod, and what the gateway needs of them. */
async function certificates(): Promise<{ secrets: object[]; trusted: string }> {
  const now = new Date();
  const issuerOf = async () => {
    const root = await issueRoot("shop.test", now);
    return { root, issuer: await issueIssuer("shop.test", root, now) };
  };
  const [ours, foreign] = await Promise.all([issuerOf(), issuerOf()]);
  const leaf = (account: string, { issuer } = ours, dnsNames: string[] = []) =>
    issueLeaf({ spiffeId: spiffeId(account), dnsNames, hours: 1 }, issuer, now);
  const secret = (name: string, { certificate, privateKey }: { certificate: string; privateKey: string }) => ({
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace },
    stringData: { "tls.crt": certificate, "tls.key": privateKey },
  });
  return {
    secrets: [
      secret("server", await leaf("server", ours, [server])),
      secret("orders", await leaf("orders")),
      secret("basket", await leaf("basket")),
      secret("forged", await leaf("orders", foreign)),
    ],
    trusted: ours.root.certificate,
  };
}

const callers = ["orders", "basket", "forged"];

const workload = (name: string, image: string, secrets: string[] = []) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name,
            image,
            imagePullPolicy: "Never",
            volumeMounts: secrets.map((secret) => ({ name: secret, mountPath: `/${secret}` })),
          },
        ],
        volumes: secrets.map((secret) => ({ name: secret, secret: { secretName: secret } })),
      },
    },
  },
});

/** One Gateway with a plain listener and one that asks for a certificate, both leading to the same server. */
const gateway = (trusted: string): object[] => [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "edge", namespace },
    spec: {
      gatewayClassName: gatewayClass,
      listeners: [
        { name: "plain", port: 80, protocol: "HTTP" },
        {
          name: "mutual",
          port: 8443,
          protocol: "HTTPS",
          tls: { mode: "Terminate", certificateRefs: [{ name: "server" }] },
        },
      ],
    },
  },
  ...["plain", "mutual"].map((listener) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: listener, namespace },
    spec: {
      parentRefs: [{ name: "edge", sectionName: listener }],
      hostnames: [server],
      rules: [{ backendRefs: [{ name: "server", port: 80 }] }],
    },
  })),
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "trusted", namespace }, data: { "ca.crt": trusted } },
  {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "ClientTrafficPolicy",
    metadata: { name: "mutual", namespace },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge", sectionName: "mutual" }],
      tls: { clientValidation: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "trusted" }] } },
    },
  },
];

/** Who may call, by the URI in the certificate: Envoy Gateway has no field for it, but Envoy's attributes have. */
export const onlyOrders = {
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "SecurityPolicy",
  metadata: { name: "mutual", namespace },
  spec: {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "mutual" }],
    authorization: {
      defaultAction: "Deny",
      rules: [{ action: "Allow", cel: `connection.uri_san_peer_certificate == '${spiffeId("orders")}'` }],
    },
  },
};

/** A server, the Gateway `edge` before it, and a client that holds certificates, in a namespace that is there. */
export async function scene(): Promise<object[]> {
  const { secrets, trusted } = await certificates();
  return [
    ...secrets,
    workload("server", images.server),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "server", namespace },
      spec: { selector: { app: "server" }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    workload("client", images.client, callers),
    ...gateway(trusted),
  ];
}
