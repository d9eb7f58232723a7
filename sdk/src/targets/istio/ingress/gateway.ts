import type { CheckedListener } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import { ListenerProtocol } from "../../../model/choices.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { networking } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { credentialName } from "./names.js";

/** What an ingress gateway listens to: a server for each listener. */
export const gateway = (place: GatewayPlace, listeners: CheckedListener[]): KubeObject => ({
  apiVersion: networking,
  kind: "Gateway",
  metadata: metadataOf(place),
  spec: {
    selector: gatewaySelector(place.name),
    servers: listeners.map((listener) => server(place, listener)),
  },
});

const server = (place: GatewayPlace, { name, port, protocol, hostname, crossMesh, tls }: CheckedListener): Tree => ({
  port: { number: port, name: `${protocol.toLowerCase()}-${objectName(name)}-${port}`, protocol },
  hosts: [hostname ?? "*"],
  ...(protocol === ListenerProtocol.HTTPS && {
    tls: crossMesh
      ? { mode: "MUTUAL", credentialName: credentialName(place), minProtocolVersion: "TLSV1_2" }
      : { mode: "SIMPLE", credentialName: tls?.secretName, minProtocolVersion: "TLSV1_2" },
  }),
});
