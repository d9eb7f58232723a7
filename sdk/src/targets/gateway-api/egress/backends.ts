import { rootBundle } from "../../crossing/bundle.js";
import type { EgressDoor } from "../../crossing/egress.js";
import { type FarEnd, isOutside } from "../../crossing/far-end.js";
import { hashOf } from "../../crossing/hashed-name.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { isAddress } from "../../../model/address.js";
import { ServiceProtocol } from "../../../model/choices.js";
import { apis, groups } from "../api.js";
import { authorities } from "../certificates.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { doorPart } from "./doors.js";

/** A far end as a door's calls reach it. */
export interface Upstream {
  door: EgressDoor;
  end: FarEnd;
  /** Whether it takes the place of another one that is down. */
  isFallback: boolean;
}

/** The certificate that a door shows: its consumers' own, or the gateway's. */
export const certificatePart = ({ identityName }: Pick<EgressDoor, "identityName">): string =>
  `certificate.${identityName}`;

/** Far ends that are called alike are one Backend; the end of its name tells those of one gateway apart. */
function backendPart(place: GatewayPlace, { door, end, isFallback }: Upstream): string {
  const { endpoints, serverName, protocol, takesRequests } = end;
  const alike = hashOf([endpoints, serverName, protocol, takesRequests, isFallback]);
  return `${doorPart(place, door)}.${end.peer}.${alike}`;
}

/** How a Route names the Backend of a far end. */
export const backendName = (place: GatewayPlace, upstream: Upstream): string =>
  metadataOf(place, backendPart(place, upstream)).name;

/** A far end: where it is, what we show there, and whom we believe to be there. */
export const backendObjects = (place: GatewayPlace, upstream: Upstream): KubeObject[] => {
  const part = backendPart(place, upstream);
  return [backend(place, part, upstream), backendTlsPolicy(place, part, upstream), ...peerAuthorities(place, upstream)];
};

const backend = (place: GatewayPlace, part: string, { door, end, isFallback }: Upstream): KubeObject => ({
  apiVersion: apis.envoy,
  kind: "Backend",
  metadata: metadataOf(place, part),
  spec: {
    endpoints: end.endpoints.map(({ host, port }) => ({
      // the Host of requests that go there
      hostname: end.serverName,
      ...(isAddress(host) ? { ip: { address: host, port } } : { fqdn: { hostname: host, port } }),
    })),
    appProtocols: appProtocols(end),
    fallback: isFallback ? true : undefined,
    // no authority: it is the policy's, so that nobody is called before whom to believe is known
    tls: {
      clientCertificateRef: clientCertificate(place, door, end),
      minVersion: "1.2",
      // as a client Envoy stops at 1.2 by itself, and a server outside may take nothing older than 1.3
      maxVersion: isOutside(end) ? "1.3" : undefined,
    },
  },
});

/** HTTP/2 where the far end's service speaks it, so that streams stay streams. */
const appProtocols = ({ protocol, takesRequests }: FarEnd): string[] | undefined =>
  takesRequests && (protocol === ServiceProtocol.GRPC || protocol === ServiceProtocol.HTTP2)
    ? ["gateway.envoyproxy.io/h2c"]
    : undefined;

function clientCertificate(place: GatewayPlace, door: EgressDoor, { shows }: FarEnd): Tree {
  const name = shows.identity ? metadataOf(place, certificatePart(door)).name : shows.secretName;
  return name === undefined ? undefined : { group: "", kind: "Secret", name };
}

const peerPart = ({ peer }: FarEnd): string => `peer.${peer}`;

/** The authorities that vouch for a far end; the public ones where none are named. */
const authority = (place: GatewayPlace, end: FarEnd): { [field: string]: Tree } =>
  end.believes.kind === "server" && end.believes.bundle === undefined
    ? { wellKnownCACertificates: "System" }
    : { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: metadataOf(place, peerPart(end)).name }] };

/** A gateway of a mesh is believed under its own identity only; then the server name is no more than that. */
const backendTlsPolicy = (place: GatewayPlace, part: string, { end }: Upstream): KubeObject => ({
  apiVersion: apis.gateway,
  kind: "BackendTLSPolicy",
  metadata: metadataOf(place, part),
  spec: {
    targetRefs: [{ group: groups.envoy, kind: "Backend", name: metadataOf(place, part).name }],
    validation: {
      hostname: end.serverName,
      ...authority(place, end),
      subjectAltNames: end.believes.kind === "server" ? undefined : [{ type: "URI", uri: end.believes.spiffeId }],
    },
  },
});

function peerAuthorities(place: GatewayPlace, { end }: Upstream): KubeObject[] {
  const { believes } = end;
  const roots = believes.kind === "mesh" ? rootBundle(place.mesh, [believes.mesh]) : believes.bundle;
  return roots === undefined ? [] : [authorities(place, peerPart(end), roots)];
}
