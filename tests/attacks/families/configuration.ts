import { parse } from "yaml";
import { planFabric } from "../../../sdk/src/core.js";
import { ProblemsError } from "../../../sdk/src/model/problem.js";
import { kubectl } from "../../cluster/index.js";
import type { Attack, Family } from "../attack.js";
import { TokenIssuer } from "../../wire/tokens.js";
import { attackedFabric, loginIssuer, partnerIssuer } from "../program/fabric.js";
import type { Stage } from "../stage.js";
import { type Fields, isOfType, records } from "../tools/walk.js";

/** All that the live gateway was given: what stands in its ConfigMaps, and its bootstrap. */
async function liveConfiguration({ cluster }: Stage): Promise<Fields[]> {
  const get = async (...what: string[]) =>
    JSON.parse(await kubectl(cluster, ["get", "-n", "isthmus-payments", ...what, "-o=json"])) as Fields;
  const { items } = (await get("configmaps")) as {
    items: { metadata: { name: string }; data: Record<string, string> }[];
  };
  const files = items.flatMap(({ metadata, data }) => (metadata.name.startsWith("edge-") ? Object.values(data) : []));
  const args = [...records(await get("deployment", "edge"))].flatMap(({ args: words }) => (words ?? []) as string[]);
  const bootstrap = args.filter((word) => word.startsWith("{"));
  const configuration = [...files, ...bootstrap].filter((text) => !text.startsWith("-----BEGIN"));
  return configuration.flatMap((text) => [...records(parse(text, { maxAliasCount: -1 }))]);
}

/** Something that must not be in the configuration; `kind` says of what there must be some, so that the search can fail. */
const absent = (
  what: string,
  kind: (record: Fields) => boolean,
  isWrong: (record: Fields) => boolean,
  source: string,
): Attack => ({
  what,
  source,
  expected: "absent",
  run: async (stage) => {
    const found = (await liveConfiguration(stage)).filter(kind);
    if (found.length === 0) return "nothing to look at";
    const wrong = found.filter(isWrong).length;
    return wrong === 0 ? "absent" : `${wrong} of ${found.length}`;
  },
});

const has =
  (field: string) =>
  (record: Fields): boolean =>
    record[field] !== undefined;
const anything = (): boolean => true;
const pitfalls = "mesh-targets 6.3";

type Declared = ReturnType<typeof attackedFabric>;

/** A Fabric that Envoy would take, or fail on late; ours names the problem before anything is touched. */
const refused = (what: string, change: (fabric: Declared) => object, code: string): Attack => ({
  what,
  source: pitfalls,
  expected: `refused: ${code}`,
  run: () => Promise.resolve(verdictOn({ ...attacked(), ...change(attacked()) })),
});

const surroundings = {
  attackers: "198.51.100.0/24",
  loginKeys: new TokenIssuer(loginIssuer).jwks,
  partnerKeys: new TokenIssuer(partnerIssuer).jwks,
};
const attacked = (): Declared => attackedFabric(surroundings, { visitorPermission: true, leaver: true });

function verdictOn(fabric: object): string {
  try {
    planFabric("attacks", fabric);
    return "taken";
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return `refused: ${[...new Set(error.problems.map(({ code }) => code))].join(", ")}`;
  }
}

const trustDomain =
  (of: string) =>
  ({ meshes }: Declared) => ({
    meshes: { ...meshes, partner: { ...meshes.partner, trustDomain: of } },
  });

const permission =
  (change: object) =>
  ({ crossMeshPermissions: all }: Declared) => ({
    crossMeshPermissions: { ...all, checkoutMayCharge: { ...all.checkoutMayCharge, ...change } },
  });

export const configuration: Family = {
  letter: "C",
  name: "Configuration",
  about:
    "Settings that Envoy takes and that would let somebody in. They are looked for in the live gateway's ConfigMaps and bootstrap, or declared in a Fabric, which is then refused. What cannot be declared has no row.",
  attacks: [
    absent(
      "a listener's TLS that asks for no certificate",
      isOfType("DownstreamTlsContext"),
      ({ require_client_certificate: required }) => required !== true,
      "mesh-targets 6.2 #1",
    ),
    absent(
      "a listener's TLS that resumes sessions",
      isOfType("DownstreamTlsContext"),
      (tls) =>
        tls["disable_stateless_session_resumption"] !== true || tls["disable_stateful_session_resumption"] !== true,
      "mesh-targets 6.2 #5",
    ),
    absent(
      "TLS that verifies nobody",
      has("tls_params"),
      (tls) => !has("validation_context_sds_secret_config")(tls),
      "mesh-targets 6.2 #17",
    ),
    absent(
      "roots of several meshes in one bundle",
      has("validation_context"),
      ({ validation_context: context }) => [...records(context)].some(has("trusted_ca")),
      "mesh-targets 6.2 #2",
    ),
    absent(
      "a trust domain with an empty bundle",
      has("trust_bundle"),
      ({ trust_bundle: bundle }) => !JSON.stringify(bundle).includes("BEGIN CERTIFICATE"),
      pitfalls,
    ),
    absent(
      "a bundle in a file of its own, which Envoy would not read again",
      has("trust_bundle"),
      ({ trust_bundle: bundle }) => has("filename")(bundle as Fields),
      "mesh-targets 6.2 #10",
    ),
    absent(
      "a `crl` beside the SPIFFE validator, which ignores it",
      has("custom_validator_config"),
      has("crl"),
      "mesh-targets 6.2 #7",
    ),
    absent(
      "a followed file without its directory",
      has("path_config_source"),
      ({ path_config_source: source }) => !has("watched_directory")(source as Fields),
      "mesh-targets 6.2 #10, #14",
    ),
    absent(
      "a certificate without its directory",
      has("certificate_chain"),
      (secret) => !has("watched_directory")(secret),
      "mesh-targets 6.2 #14",
    ),
    absent("a certificate that is not followed", anything, has("tls_certificates"), pitfalls),
    absent(
      "a policy by `principals`, which take any of two names",
      anything,
      (record) => has("principals")(record) || has("principal_name")(record),
      "mesh-targets 6.2 #3",
    ),
    absent(
      "`rules` beside a `matcher`, which ignores them",
      isOfType("RBACPerRoute"),
      (record) => [...records(record)].some((part) => has("rules")(part) && has("matcher")(part)),
      pitfalls,
    ),
    absent(
      "a policy that ends without a verdict",
      isOfType("RBACPerRoute"),
      (record) => !JSON.stringify(record).includes("default-deny"),
      pitfalls,
    ),
    absent(
      "a server name without its inspector",
      (record) => has("filter_chains")(record) && JSON.stringify(record).includes("server_names"),
      (record) => !JSON.stringify(record).includes("tls_inspector"),
      "mesh-targets 6.2 #20",
    ),
    absent(
      "a virtual host for every Host on a listener of meshes",
      isOfType("RouteConfiguration"),
      (record) => JSON.stringify(record).includes('"domains":["*"]'),
      pitfalls,
    ),
    absent(
      "administration that listens elsewhere than on loopback",
      has("admin"),
      ({ admin }) => !JSON.stringify(admin).includes("127.0.0.1"),
      "Envoy edge",
    ),
    refused("two meshes of one trust domain", trustDomain("shop.acme.internal"), "mesh.trust-domain-taken"),
    refused("`spiffe://` in a trust domain", trustDomain("spiffe://partner.example"), "schema.rule"),
    refused("an upper-case trust domain", trustDomain("PARTNER.example"), "schema.rule"),
    refused("an empty trust domain", trustDomain(""), "schema.rule"),
    refused("a permission for nobody", permission({ from: [] }), "schema.range"),
    refused(
      "a permission for a mesh that is not of the Fabric",
      permission({ from: [{ mesh: "stranger" }] }),
      "reference.unknown",
    ),
    refused("a prefix that ends in a slash", permission({ http: [{ path: { prefix: "/charges/" } }] }), "schema.rule"),
    refused(
      "a path with dots",
      permission({ http: [{ path: { prefix: "/charges/../x" } }] }),
      "target.path-not-normal",
    ),
    refused("a path with a query", permission({ http: [{ path: { exact: "/charges?x" } }] }), "schema.rule"),
    refused(
      "a regular expression as service account",
      permission({ from: [{ mesh: "shop", namespace: "web", serviceAccount: ".*" }] }),
      "schema.rule",
    ),
  ],
};
