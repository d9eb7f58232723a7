/** A field and value that decides nothing, and why: by target, `*` for all. */
export const decidesNothing: Record<string, Record<string, string>> = {
  "meshes.target.kind": { "*": "is the column itself" },
  "meshes.target.version": { "*": "is the column itself" },
  "meshes.trustDomain": { "kuma 2.14": "is the mesh's name, and nothing else" },
  "meshGateways.listeners.nodePort": { "kuma 2.14": "is the listener's port, and nothing else" },
  "meshGateways.address.host": { "kuma 2.14": "is for callers of other control planes, of which there are none" },
  "meshGateways.address.port": { "kuma 2.14": "is for callers of other control planes, of which there are none" },
  "exposes.service.selector": {
    standalone: "opens pods to a gateway in a mesh, and there is none of sidecars",
    "kuma 2.14": "opens pods to a gateway, which is Kuma's own affair",
    "gateway-api": "opens pods to a gateway in a mesh, and there is none of sidecars",
  },
  "routes.from.mesh": { "kuma 2.14": "is a mesh that knows the listener's name by Kuma, as all do" },
  "routes.to.expose": { "kuma 2.14": "is behind a listener whose name all meshes know by Kuma" },
  "routes.createNamespace": {
    "kuma 2.14": "is of Services for consumers, who call names of Kuma here",
    "kuma 3.0": "is of Services for consumers, who call names of Kuma here",
    "gloo-mesh": "is of Services for consumers, who call names of Gloo Mesh here",
  },
  "routes.rules.redirect.scheme=http": { istio: "is what Istio keeps, since consumers call in clear" },
  "externalGateways.serviceProtocol=HTTP2": {
    standalone: "is found out in the handshake, as HTTP is (ALPN)",
    "kuma 3.0": "is found out in the handshake, as HTTP is (ALPN)",
  },
  "externalGateways.identity.spiffeId": { "kuma 2.14": "is not read by Kuma, which goes by the hostname" },
  "externalGateways.trusts": { "*": "says what others accept; it is checked, and configured with them" },
};
