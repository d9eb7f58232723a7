import type { EmittedObject } from "../../emitted.js";
import { groupBy } from "../../crossing/group-by.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import { networkingApi, outletLabels } from "../names.js";
import type { Passage } from "../passages.js";
import { clusterOf, type Plane } from "../plane.js";
import { consumersOf } from "../consumers.js";
import { outletPort, placeOf, protocolOf } from "./external-service.js";
import { emit } from "./emit.js";
import { gatewayPort } from "./ports.js";

/** Mandatory for what leaves by an egress gateway: an east-west gateway ends TLS, and routes by request. */
const clientMode = { tlsTermination: {} };

/** The name that consumers call, known to every cluster of the plane. */
export const consumersDestination = (passage: Passage, plane: Plane): EmittedObject =>
  emit(
    { ...placeOf(passage, plane), name: passage.name, labels: consumersOf(passage) },
    networkingApi,
    "VirtualDestination",
    {
      hosts: [passage.hostname],
      externalServices: groupBy(passage.outlets, ({ name }) => name).map(([outlet]) => ({
        labels: outletLabels(outlet),
      })),
      ports: [
        {
          number: passage.port,
          protocol: passage.outlets[0] === undefined ? "HTTP" : protocolOf(passage.outlets[0].far),
          targetPort: { number: outletPort },
        },
      ],
      clientMode,
    },
  );

/** The egress gateway under a name for this passage alone, in its own cluster and, by the east-west gateway, in others. */
export const egressDestination = (passage: Passage, plane: Plane): EmittedObject => {
  const { gateway } = passage;
  return emit(
    { ...placeOf(passage, plane), name: egressName(passage), labels: consumersOf(passage) },
    networkingApi,
    "VirtualDestination",
    {
      hosts: [passage.innerHost],
      services: [
        { labels: gatewaySelector(gateway.name), namespace: gateway.namespace, cluster: clusterOf(gateway.mesh) },
      ],
      ports: [{ number: gatewayPort, protocol: "HTTP", targetPort: { number: gatewayPort } }],
      clientMode,
    },
  );
};

/** How a passage's VirtualDestination of the egress gateway is called. */
export const egressName = ({ name }: Passage): string => `${name}-egress`;
