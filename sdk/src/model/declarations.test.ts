import { describe, expect, it } from "@jest/globals";
import type { z } from "zod";
import { clusterSchema } from "./cluster.js";
import { crossMeshPermissionSchema } from "./cross-mesh-permission.js";
import { exposeSchema } from "./expose.js";
import { externalGatewaySchema } from "./external-gateway.js";
import { meshGatewaySchema } from "./mesh-gateway.js";
import { meshSchema } from "./mesh.js";
import { peeringSchema } from "./peering.js";
import { routeSchema } from "./route.js";
import { vpcSchema } from "./vpc.js";

/** For each kind: the least that may be declared, what else may be said, and what is refused at which path. */
const kinds: Record<string, { schema: z.ZodType; least: object; taken: object[]; refused: [object, string[]][] }> = {
  cluster: {
    schema: clusterSchema,
    least: {},
    taken: [{ domain: "cluster.local" }],
    refused: [[{ domain: "Cluster.Local" }, ["domain"]]],
  },
  mesh: {
    schema: meshSchema,
    least: { trustDomain: "shop.acme.internal", target: { kind: "istio" } },
    taken: [
      { trustDomain: "a_b-c.d" },
      { target: { kind: "kuma", version: "2.14" } },
      { trust: { mode: "cert-manager", issuer: "ClusterIssuer/root" } },
      { trust: { mode: "provided", secretName: "leaf" } },
      { trust: { leafHours: 1 } },
      { trust: { revoked: [] } },
      { trust: { mode: "managed", revoked: ["0a", "0A".repeat(20)], distrusted: true } },
      { trust: { mode: "cert-manager", issuer: "ClusterIssuer/root", distrusted: true } },
    ],
    refused: [
      [{ trustDomain: "Shop.acme.internal" }, ["trustDomain"]],
      [{ trustDomain: "spiffe://shop" }, ["trustDomain"]],
      [{ trustDomain: "a".repeat(256) }, ["trustDomain"]],
      [{ target: { kind: "linkerd" } }, ["target.kind"]],
      [{ target: { kind: "kuma", version: "latest" } }, ["target.version"]],
      [{ trust: { mode: "cert-manager" } }, ["trust.issuer"]],
      [{ trust: { issuer: "Issuer/root" } }, ["trust.issuer"]],
      [{ trust: { mode: "provided" } }, ["trust.secretName"]],
      [{ trust: { secretName: "leaf" } }, ["trust.secretName"]],
      [{ trust: { leafHours: 2161 } }, ["trust.leafHours"]],
      [{ trust: { revoked: ["a"] } }, ["trust.revoked.0"]],
      [{ trust: { revoked: ["0x0a"] } }, ["trust.revoked.0"]],
      [{ trust: { revoked: ["0000"] } }, ["trust.revoked.0"]],
      [{ trust: { revoked: ["0a", "0a".repeat(21)] } }, ["trust.revoked.1"]],
      [{ trust: { mode: "provided", secretName: "leaf", revoked: [] } }, ["trust.revoked"]],
    ],
  },
  "mesh gateway": {
    schema: meshGatewaySchema,
    least: { mesh: "shop" },
    taken: [
      { listeners: { api: { port: 1, protocol: "TCP" } } },
      { listeners: { api: { port: 443, protocol: "HTTPS", hostname: "a" } } },
      { service: { type: "LoadBalancer", loadBalancerClass: "nlb" } },
      { resources: { requests: { cpu: "100m", memory: "1.5Gi" } } },
    ],
    refused: [
      [{ listeners: { api: { port: 443, protocol: "HTTPS" } } }, ["listeners.api.hostname"]],
      [{ listeners: { api: { port: 443, protocol: "TLS" } } }, ["listeners.api.hostname"]],
      [{ listeners: { api: { port: 0, protocol: "TCP" } } }, ["listeners.api.port"]],
      [{ listeners: { api: { port: "x", protocol: "TLS" } } }, ["listeners.api.port", "listeners.api.hostname"]],
      [{ listeners: { api: null } }, ["listeners.api"]],
      [{ service: { loadBalancerClass: "nlb" } }, ["service.loadBalancerClass"]],
      [{ resources: { limits: { cpu: "a lot" } } }, ["resources.limits.cpu"]],
      [{ replicas: 0 }, ["replicas"]],
    ],
  },
  permission: {
    schema: crossMeshPermissionSchema,
    least: { gateway: "edge", from: [{ mesh: "*" }] },
    taken: [
      { gateway: undefined, gatewayTags: { tier: "edge" } },
      { action: "deny" },
      { from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }, { externalGateway: "partner" }] },
    ],
    refused: [
      [{ gateway: undefined }, [""]],
      [{ gatewayTags: { tier: "edge" } }, [""]],
      [{ gateway: undefined, gatewayTags: {} }, ["gatewayTags"]],
      [{ from: [] }, ["from"]],
      [{ from: [{}] }, ["from.0"]],
      [{ from: [{ mesh: "shop", externalGateway: "partner" }] }, ["from.0"]],
      [{ from: [{ mesh: "shop", serviceAccount: "checkout" }] }, ["from.0.serviceAccount"]],
      [{ from: [{ externalGateway: "partner", namespace: "web" }] }, ["from.0.namespace"]],
      [{ from: [{ namespace: 5 }] }, ["from.0.namespace", "from.0"]],
      [{ http: [] }, ["http"]],
      [{ action: "Allow" }, ["action"]],
    ],
  },
  "expose of a mesh": {
    schema: exposeSchema,
    least: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } },
    taken: [{ listener: "api", path: { prefix: "/charges" } }],
    refused: [
      [{ service: undefined }, ["service"]],
      [{ service: undefined, ips: 5 }, ["ips", "service", "ips"]],
      [{ ips: [{ cidr: "10.0.0.0/8" }] }, ["ips"]],
      [{ filter: [{ permit: {} }] }, ["filter"]],
      [{ vpc: "a" }, [""]],
    ],
  },
  "expose of a VPC": {
    schema: exposeSchema,
    least: { vpc: "a" },
    taken: [
      { ips: [{ cidr: "10.0.0.0/24" }], as: [{ cidr: "192.168.0.0/24" }], returnRoute: "static" },
      { ports: [{ external: "80-81", internal: "8080-8081", protocol: "tcp" }] },
    ],
    refused: [
      [{ ports: [{ external: "80-81", internal: "8080" }] }, ["ports.0.internal"]],
      [{ ports: [{ external: "many", internal: "8080-8081" }] }, ["ports.0.external"]],
      [{ listener: "api" }, ["listener"]],
      [{ path: { prefix: "/" } }, ["path"]],
      [{ vpc: undefined }, [""]],
    ],
  },
  "route of a mesh": {
    schema: routeSchema,
    least: { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "charges.pay" },
    taken: [
      { port: 8080, via: "exit", timeout: "0.5s", retries: { attempts: 2, perTryTimeout: "1s" }, failover: ["other"] },
      { to: { weighted: [{ expose: "charges", weight: 1 }] } },
      { to: { externalGateway: "partner" } },
      { from: { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "web" } } },
    ],
    refused: [
      [{ hostname: undefined }, ["hostname"]],
      [{ hostname: undefined, port: "x" }, ["port", "hostname"]],
      [{ filter: [{ permit: {} }] }, ["filter"]],
      [{ from: {} }, ["from"]],
      [{ from: null }, ["from"]],
      [{ from: 5 }, ["from"]],
      [{ from: { mesh: "shop", vpc: "a" } }, ["from"]],
      [{ from: { mesh: "shop", ips: [{ cidr: "10.0.0.0/8" }] } }, ["from.ips"]],
      [{ from: { mesh: "shop", serviceAccount: "checkout" } }, ["from.serviceAccount"]],
      [{ from: { mesh: "shop", labels: { app: "web" } } }, ["from.labels"]],
      [{ to: {} }, ["to"]],
      [{ to: { expose: "charges", externalGateway: "partner" } }, ["to"]],
      [{ to: { weighted: [{ expose: "charges", weight: 0 }] } }, ["to.weighted.0.weight"]],
      [{ timeout: "0s" }, ["timeout"]],
      [{ timeout: "10" }, ["timeout"]],
      [{ retries: { attempts: 11 } }, ["retries.attempts"]],
    ],
  },
  "route of a VPC": {
    schema: routeSchema,
    least: { from: { vpc: "a" }, to: { cidrs: [{ cidr: "10.0.0.0/8" }] } },
    taken: [{ from: { vpc: "a", ips: [{ fromVpcSubnet: "front" }], nat: "stateful" }, filter: [{ permit: {} }] }],
    refused: [
      [{ hostname: "charges.pay" }, ["hostname"]],
      [{ via: "exit" }, ["via"]],
      [{ from: { vpc: "a", namespace: "web" } }, ["from.namespace"]],
    ],
  },
  "external gateway": {
    schema: externalGatewaySchema,
    least: { addresses: ["192.0.2.7"] },
    taken: [
      { protocol: "relaxed-tls", relaxedPort: 8443 },
      { identity: { spiffeId: "spiffe://partner.example/gateway" } },
    ],
    refused: [
      [{ addresses: [] }, ["addresses"]],
      [{ protocol: "relaxed-tls" }, ["relaxedPort"]],
      [{ relaxedPort: 8443 }, ["relaxedPort"]],
      [{ identity: { spiffeId: "spiffe://Partner.example/gateway" } }, ["identity.spiffeId"]],
      [{ identity: { spiffeId: "spiffe://partner.example" } }, ["identity.spiffeId"]],
      [{ identity: { spiffeId: "spiffe://a/b", bundle: "-----BEGIN PRIVATE KEY-----" } }, ["identity.bundle"]],
    ],
  },
  VPC: {
    schema: vpcSchema,
    least: { cidrs: ["10.0.0.0/8"], target: { kind: "standalone" } },
    taken: [{ cidrs: undefined, external: true }, { subnets: { front: "10.1.0.0/16" } }],
    refused: [
      [{ cidrs: undefined }, ["cidrs"]],
      [{ subnets: { front: "10.1.0.1/16" } }, ["subnets.front"]],
      [{ attachment: { network: "no-namespace" } }, ["attachment.network"]],
      [{ attachment: { interface: "sixteen-letters-" } }, ["attachment.interface"]],
    ],
  },
  peering: {
    schema: peeringSchema,
    least: { vpcs: [{ vpc: "a" }, { vpc: "b" }] },
    taken: [{ vpcs: [{ vpc: "a" }, { vpc: "b" }, { vpc: "c", as: [{ cidr: "10.0.0.0/8" }] }] }],
    refused: [
      [{ vpcs: [{ vpc: "a" }] }, ["vpcs"]],
      [{ vpcs: [{ vpc: "a" }, { vpc: "a" }] }, ["vpcs"]],
    ],
  },
};

for (const [kind, { schema, least, taken, refused }] of Object.entries(kinds)) {
  describe(`a ${kind}`, () => {
    const found = (declaration: object): string[] =>
      schema.safeParse(declaration).error?.issues.map(({ path }) => path.join(".")) ?? [];

    it(`is complete as ${JSON.stringify(least)}`, () => {
      expect(found(least)).toEqual([]);
    });

    it.each(taken)("may say %j", (more) => {
      expect(found({ ...least, ...more })).toEqual([]);
    });

    it.each(refused)("may not say %j", (more, paths) => {
      expect(found({ ...least, ...more })).toEqual(paths);
    });

    it("has no field that nobody knows", () => {
      expect(found({ ...least, colour: "red" })).toEqual([""]);
    });

    it.each([null, undefined, 5, "a", [], true])("is not %j", (value) => {
      expect(schema.safeParse(value).success).toBe(false);
    });
  });
}
