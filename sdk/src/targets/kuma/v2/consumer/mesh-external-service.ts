import type { CheckedMesh } from "../../../../fabric/checked.js";
import { ServiceProtocol } from "../../../../model/choices.js";
import { rootBundle } from "../../../crossing/bundle.js";
import { type Believed, type FarEnd, farEnd, isOutside } from "../../../crossing/far-end.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { apiVersion, systemMetadata } from "../metadata.js";
import { joinedName } from "../names.js";
import { clientSecretNames } from "./client-certificate.js";
import { egressSpeech, EgressSpeech } from "./egress-speech.js";
import type { Exit, Use } from "./uses.js";

/** By which one HostnameGenerator finds one of them, whatever mesh it is of. */
export const routeLabels = (use: Use): Record<string, string> => ({ "isthmus.io/route": externalName(use) });

/** Names of all meshes stand in one namespace. */
export const externalName = ({ route: { mesh, name } }: Pick<Use, "route">): string =>
  joinedName(mesh.objectName, name);

/** What Kuma reads of a Route's calls. */
export const speechOf = ({ route, destination }: Use): EgressSpeech => {
  const { endpoints, serverName, takesRequests, protocol } = farEnd(destination, route.mesh);
  const hosts = endpoints.map(({ host }) => host);
  return egressSpeech({ hosts, serverName, takesRequests, protocol }, route.hostname) ?? EgressSpeech.Bytes;
};

/** What a Route leads to, as a destination of Kuma's zone egress, which speaks TLS with it. */
export function meshExternalService(use: Use, exit: Exit): KubeObject {
  const { route, destination } = use;
  const end = farEnd(destination, route.mesh);
  return {
    apiVersion,
    kind: "MeshExternalService",
    metadata: systemMetadata(route.mesh, externalName(use), routeLabels(use)),
    spec: {
      match: { type: "HostnameGenerator", port: route.port, protocol: matchProtocol(speechOf(use), end) },
      endpoints: end.endpoints.map(({ host, port }) => ({ address: host, port })),
      tls: { enabled: true, version: tlsVersions(end), verification: verification(end, exit) },
    },
  };
}

/** As a client Envoy stops at 1.2 by itself, and a server outside may take nothing older than 1.3. */
const tlsVersions = (end: FarEnd): Tree => ({
  min: "TLS12",
  ...(isOutside(end) && { max: "TLS13" }),
});

function matchProtocol(speech: EgressSpeech, { protocol }: FarEnd): string {
  if (speech === EgressSpeech.Bytes) return "tcp";
  return protocol === ServiceProtocol.HTTP2 ? "http2" : protocol === ServiceProtocol.GRPC ? "grpc" : "http";
}

function verification({ serverName, believes, shows }: FarEnd, exit: Exit): Tree {
  const names = clientSecretNames(exit);
  return {
    mode: "Secured",
    serverName,
    ...trust(believes, exit.egress.mesh),
    ...(shows.identity && { clientCert: { secret: names.certificate }, clientKey: { secret: names.key } }),
  };
}

/**
 * Kuma reads no URI in the far end's certificate, so no SPIFFE ID: it believes who shows one for the server name, by
 * these authorities, or the public ones.
 */
function trust(believes: Believed, mesh: CheckedMesh): { [field: string]: Tree } {
  const bundle = believes.kind === "mesh" ? rootBundle(mesh, [believes.mesh]) : believes.bundle;
  return bundle === undefined ? {} : { caCert: { inlineString: bundle } };
}
