import type { CheckedListener } from "../../../../fabric/checked.js";
import { connectionManager } from "../connection-manager.js";
import { leafSecret, peersSecret, serverSecret } from "../files.js";
import type { Json } from "../json.js";
import { policyFilters } from "../policy/index.js";
import { rateLimitFilters } from "../rate-limit.js";
import { mutualTls, serverTls } from "../tls.js";
import { everyone } from "../../peers.js";
import { filterChain } from "./chain.js";
import type { RequestsKind } from "./kind.js";
import { routesFile, serverName } from "./routes.js";

const http = ["h2", "http/1.1"];

/** An HTTP server. What a peer says about a certificate never reaches a service; what a mesh's peer proved does. */
export function requestsChain(
  listeners: [CheckedListener, ...CheckedListener[]],
  kind: RequestsKind,
  certificate: string,
  tracing: { [field: string]: Json },
): Json {
  const [first] = listeners;
  const isMesh = kind === "mesh-requests";
  return filterChain(serverName(first), first, transportSocket(first, kind, certificate), [
    connectionManager({
      name: serverName(first),
      routes: routesFile(first),
      clientCertificate: isMesh
        ? {
            forward_client_cert_details: "SANITIZE_SET",
            set_current_client_cert_details: { uri: true, subject: true },
          }
        : { forward_client_cert_details: "SANITIZE" },
      filters: [...(isMesh ? policyFilters(first) : []), ...rateLimitFilters(listeners)],
      tracing,
    }),
  ]);
}

function transportSocket({ tls }: CheckedListener, kind: RequestsKind, certificate: string): Json | undefined {
  if (kind === "plain-requests") return undefined;
  return kind === "mesh-requests"
    ? mutualTls({ certificate: leafSecret(certificate), peers: peersSecret(everyone), protocols: http })
    : serverTls({ certificate: serverSecret(tls?.secretName ?? ""), protocols: http });
}
