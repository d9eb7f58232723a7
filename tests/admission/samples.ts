import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import type { CrdSet } from "./crds.js";

/** An object that a set of CRDs takes, and changes that it must refuse. */
export interface Sample {
  good: KubeObject;
  /** What is wrong, the text of the object that is replaced, by what, and the server's words. */
  bad: [what: string, before: string, after: string, words: RegExp][];
}

const unknownField = /field not declared in schema|unknown field/;
const meta = (name: string, labels: Record<string, string> = {}) => ({ name, namespace: "probe", labels });

const gateway: Sample = {
  good: {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: meta("edge"),
    spec: { gatewayClassName: "any", listeners: [{ name: "web", port: 80, protocol: "HTTP" }] },
  },
  bad: [
    ["a field that it does not know", '"port"', '"number":1,"port"', unknownField],
    ["what CEL forbids", '"HTTP"', '"HTTP","tls":{"mode":"Terminate"}', /tls must not be specified for protocols/],
  ],
};

/** One for each set: an unknown field, and the strongest rule that the set's schemas hold. */
export const samples: Record<CrdSet, Sample> = {
  "kuma-2.14": {
    good: {
      apiVersion: "kuma.io/v1alpha1",
      kind: "MeshTrafficPermission",
      metadata: meta("permission", { "kuma.io/mesh": "pay" }),
      spec: {
        targetRef: { kind: "MeshSubset", tags: { "kuma.io/service": "server" } },
        from: [{ targetRef: { kind: "Mesh" }, default: { action: "Allow" } }],
      },
    },
    bad: [
      ["a field that it does not know", '"from"', '"form"', unknownField],
      ["an action that there is not", '"Allow"', '"Permit"', /Unsupported value: "Permit"/],
    ],
  },
  "kuma-3.0": {
    good: {
      apiVersion: "kuma.io/v1alpha1",
      kind: "MeshTrafficPermission",
      metadata: meta("permission", { "kuma.io/mesh": "pay" }),
      spec: {
        targetRef: { kind: "Dataplane", labels: { app: "server" } },
        rules: [{ default: { allow: [{ spiffeID: { type: "Exact", value: "spiffe://shop.mesh/ns/a/sa/b" } }] } }],
      },
    },
    bad: [
      ["a list of the version before", '"rules"', '"from"', unknownField],
      ["a comparison that there is not", '"Exact"', '"Suffix"', /Unsupported value: "Suffix"/],
    ],
  },
  "hedgehog-26.03": {
    good: {
      apiVersion: "vpc.githedgehog.com/v1beta1",
      kind: "VPCPeering",
      metadata: meta("a--b"),
      spec: { permit: [{ a: { subnets: ["web"] }, b: {} }] },
    },
    bad: [
      ["a field that it does not know", '"subnets"', '"networks"', unknownField],
      ["an empty list", '[{"a":{"subnets":["web"]},"b":{}}]', "[]", /should have at least 1 items/],
    ],
  },
  istio: {
    good: {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: meta("permission"),
      spec: {
        selector: { matchLabels: { app: "server" } },
        rules: [{ from: [{ source: { principals: ["shop.mesh/ns/a/sa/b"] } }] }],
      },
    },
    bad: [
      ["a field that it does not know", '"principals"', '"principal"', unknownField],
      [
        "what CEL forbids",
        '"selector"',
        '"targetRefs":[{"kind":"Service","name":"server","group":""}],"selector"',
        /only one of targetRefs or selector can be set/,
      ],
    ],
  },
  "gateway-api": gateway,
  "gateway-api-experimental": gateway,
  "envoy-gateway": {
    good: {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "SecurityPolicy",
      metadata: meta("permission"),
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "charges" }],
        authorization: {
          defaultAction: "Deny",
          rules: [{ action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8"] } }],
        },
      },
    },
    bad: [
      ["a field that it does not know", '"defaultAction"', '"default"', unknownField],
      ["what CEL forbids", '{"clientCIDRs":["10.0.0.0/8"]}', "{}", /at least one of clientCIDRs, jwt, headers/],
    ],
  },
  "cert-manager": {
    good: {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: meta("edge"),
      spec: { secretName: "edge", issuerRef: { name: "mesh" }, uris: ["spiffe://pay.mesh/ns/a/sa/edge"] },
    },
    bad: [
      ["a field that it does not know", '"uris"', '"uriSANs"', unknownField],
      ["a usage that there is not", '"uris"', '"usages":["peering"],"uris"', /Unsupported value: "peering"/],
    ],
  },
};
