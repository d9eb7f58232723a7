import type { CheckedMesh } from "../../../fabric/checked.js";
import { leafName } from "../../crossing/authorities.js";
import { believedBy, trustBundle } from "../../crossing/bundle.js";
import { base64, certificatePem, privateKeyPem } from "../../crossing/pem.js";
import { Pending } from "../../emitted.js";
import { type GatewayPod, type IdentityPeers, leafOf, type PeerSet, type PodLeaf, type ServerPeer } from "../pod.js";
import {
  certificateDirectory,
  discovery,
  leafSecret,
  peersSecret,
  publicAuthorities,
  secretFile,
  serverDirectory,
  serverSecret,
} from "./files.js";
import { type Json, jsonText, typed } from "./json.js";

const secret = (name: string, fields: { [field: string]: Json }): Json =>
  typed("envoy.extensions.transport_sockets.tls.v3.Secret", { name, ...fields });

/** The SDS files of a gateway, by name. Certificates of authorities are public and stand in them; keys never do. */
export const secretFiles = ({ mesh, leaves, servers, peers }: GatewayPod): Record<string, string | Pending> =>
  Object.fromEntries([
    ...leaves.map(({ name }) => [secretFile(leafSecret(name)), text(leafResource(name))]),
    ...servers.map((name) => [secretFile(serverSecret(name)), text(serverResource(name))]),
    ...peers.map((set) => [secretFile(peersSecret(set.name)), peersResource(set, mesh)]),
  ]) as Record<string, string | Pending>;

const leafResource = (name: string): Json =>
  secret(leafSecret(name), keyPair(certificateDirectory, `${name}.crt`, `${name}.key`));

const serverResource = (name: string): Json =>
  secret(serverSecret(name), keyPair(serverDirectory(name), "tls.crt", "tls.key"));

const keyPair = (directory: string, certificate: string, key: string): { [field: string]: Json } => ({
  tls_certificate: {
    certificate_chain: { filename: `${directory}/${certificate}` },
    private_key: { filename: `${directory}/${key}` },
    watched_directory: { path: directory },
  },
});

const peersResource = (set: PeerSet, mesh: CheckedMesh): string | Pending =>
  "hostname" in set ? text(serverAuthority(set)) : identityAuthorities(set, mesh);

/**
 * Each root counts for its own trust domain only (Envoy's SPIFFE validator). The PEM stands in the file itself: Envoy
 * would not notice a change of a bundle that the file only names. Revocation lists stand among the roots, since that
 * validator does not look at `crl`.
 */
function identityAuthorities({ name, meshes, bundles = [], identities }: IdentityPeers, mesh: CheckedMesh): Pending {
  const believed = believedBy(mesh, meshes).map((peer) => ({ ...peer, bundle: trustBundle(mesh, [peer]) }));
  const needs = believed.flatMap(({ bundle }) => bundle.needs);
  return new Pending(needs, false, (material) =>
    text(
      secret(peersSecret(name), {
        validation_context: {
          ...(identities !== undefined && {
            match_typed_subject_alt_names: identities.map((matcher) => ({ san_type: "URI", matcher })),
          }),
          custom_validator_config: {
            name: "envoy.tls.cert_validator.spiffe",
            typed_config: typed("envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig", {
              trust_domains: [
                ...believed.map(({ trustDomain, bundle }) => rootsOf(trustDomain, bundle.of(material))),
                ...bundles.map(({ trustDomain, pem }) => rootsOf(trustDomain, pem)),
              ],
            }),
          },
        },
      }),
    ),
  );
}

const rootsOf = (trustDomain: string, pem: string): Json => ({
  name: trustDomain,
  trust_bundle: { inline_string: pem },
});

const serverAuthority = ({ name, hostname, bundle }: ServerPeer): Json =>
  secret(peersSecret(name), {
    validation_context: {
      trusted_ca: bundle === undefined ? { filename: publicAuthorities } : { inline_string: bundle },
      match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: hostname } }],
    },
  });

const text = (resource: Json): string => jsonText(discovery(resource));

/** The data of the Secret with a gateway's certificates and keys, base64 as Kubernetes wants it. */
export const certificateData = (pod: GatewayPod): Record<string, Pending> =>
  Object.fromEntries(
    pod.leaves.flatMap((leaf: PodLeaf): [string, Pending][] => {
      const name = leafName(leafOf(pod, leaf));
      return [
        [`${leaf.name}.crt`, base64(certificatePem(name))],
        [`${leaf.name}.key`, base64(privateKeyPem(name))],
      ];
    }),
  );
