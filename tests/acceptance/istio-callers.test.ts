import { expect, it } from "@jest/globals";
import { declarations } from "../../examples/istio-mesh-to-mesh/fabric.js";
import { namesFilter } from "../../sdk/src/targets/istio/ingress/envoy-filter.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { call, type Identity, verdict } from "../wire/client.js";
import { startEnvoy } from "../wire/envoy.js";
import { forge } from "../wire/forge.js";
import { Trust } from "../wire/material.js";
import { withEnvoy } from "../wire/with-envoy.js";

const type = (name: string) => ({ "@type": `type.googleapis.com/envoy.extensions.${name}` });

/** An identity of another mesh than that whose issuer got into the wrong hands. */
const victim = "spiffe://victim.mesh/ns/web/sa/checkout";

withEnvoy("a certificate that Istio's policies take for several callers", () => {
  it("is refused before them: an identity as a DNS name, which the root's constraint does not see; a second one, also where a header would read it", async () => {
    const trust = new Trust();
    const { root, issuer } = await authorities(trust);
    const asUri = await forge(issuer, { uris: [victim] });
    const asDnsName = await forge(issuer, { dnsNames: ["a.b", victim] });
    const honest = await forge(issuer, {
      uris: [`spiffe://${clientDomain}/ns/web/sa/web`],
      dnsNames: ["a.b", "*.c-1"],
    });
    const nameless = await forge(issuer, { uris: [`spiffe://${clientDomain}/ns/web/sa/web`] });
    const stranger = `spiffe://${clientDomain}/stranger`;
    const behindOther = await forge(issuer, { uris: [stranger, `spiffe://${clientDomain}/ns/web/sa/web`] });
    const alone = await forge(issuer, { uris: [stranger] });
    const inHeader = await forge(issuer, { uris: [`spiffe://${clientDomain}/ns/web/sa/web;URI=${victim}`] });
    const inHeaderByDns = await forge(issuer, {
      uris: [`spiffe://${clientDomain}/ns/web/sa/web`],
      dnsNames: ["a.b;URI=spiffe:", "*.c"],
    });
    const callers = [asUri, asDnsName, behindOther, alone, inHeader, inHeaderByDns, honest, nameless];
    const asked = (filters: object[]) => verdicts({ root, server: honest, filters }, callers);
    expect(await asked([])).toEqual(["refused", 200, 200, 403, 200, 200, 200, 200]);
    expect(await asked([namesFilter])).toEqual(["refused", 403, 403, 403, 403, 403, 200, 200]);
  }, 120_000);
});

const clientDomain = declarations.meshes.client.trustDomain;

async function authorities(trust: Trust): Promise<{ root: string; issuer: Identity }> {
  const material = await trust.issue(planFabric("mesh-to-mesh", declarations).certificates);
  return { root: material["root:client"]?.certificate ?? "", issuer: trust.issuer("client") };
}

interface Gateway {
  root: string;
  server: Identity;
  /** In front of policy. */
  filters: object[];
}

async function verdicts(gateway: Gateway, callers: Identity[]): Promise<(number | "refused")[]> {
  const args = ["--config-yaml", JSON.stringify(configOf(gateway))];
  const envoy = await startEnvoy({ name: "edge", args, preStop: [], volumes: {} }, () => 1);
  try {
    const port = envoy.portOf(10443);
    return await Promise.all(
      callers.map(async (identity) => verdict(await call({ port, host: "server.mesh", identity }))),
    );
  } finally {
    await envoy.stop();
  }
}

const configOf = ({ root, server, filters }: Gateway) => ({
  admin: { address: at(9901) },
  static_resources: {
    listeners: [
      {
        name: "edge",
        address: at(10443),
        filter_chains: [
          {
            filters: [{ name: "manager", typed_config: manager([...filters, istioPolicy, router]) }],
            transport_socket: { name: "tls", typed_config: mutualTls(root, server) },
          },
        ],
      },
    ],
  },
});

const at = (port_value: number) => ({ socket_address: { address: "127.0.0.1", port_value } });

const manager = (http_filters: object[]) => ({
  ...type("filters.network.http_connection_manager.v3.HttpConnectionManager"),
  stat_prefix: "edge",
  route_config: {
    virtual_hosts: [
      {
        name: "all",
        domains: ["*"],
        routes: [{ match: { prefix: "/" }, direct_response: { status: 200, body: { inline_string: "{}" } } }],
      },
    ],
  },
  http_filters,
});

/** An ALLOW of principals as istiod writes it (pilot/pkg/security/authz/model/generator.go). */
const istioPolicy = {
  name: "envoy.filters.http.rbac",
  typed_config: {
    ...type("filters.http.rbac.v3.RBAC"),
    rules: {
      action: "ALLOW",
      policies: {
        allow: {
          permissions: [{ any: true }],
          principals: [
            { authenticated: { principal_name: { exact: victim } } },
            { authenticated: { principal_name: { prefix: `spiffe://${clientDomain}/ns/` } } },
          ],
        },
      },
    },
  },
};

const router = { name: "envoy.filters.http.router", typed_config: type("filters.http.router.v3.Router") };

const mutualTls = (root: string, { certificate, privateKey }: Identity) => ({
  ...type("transport_sockets.tls.v3.DownstreamTlsContext"),
  require_client_certificate: true,
  common_tls_context: {
    tls_certificates: [
      { certificate_chain: { inline_string: certificate }, private_key: { inline_string: privateKey } },
    ],
    validation_context: { trusted_ca: { inline_string: root } },
  },
});
