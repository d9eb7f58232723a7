import { ServiceProtocol } from "../../../model/choices.js";
import type { EmittedObject } from "../../emitted.js";
import type { FarEnd } from "../../crossing/far-end.js";
import { networkingApi, outletLabels } from "../names.js";
import type { Outlet, Passage } from "../passages.js";
import type { Plane } from "../plane.js";
import { emit, type Place } from "./emit.js";

/** The port of an ExternalService, whatever its endpoints listen on: requests come to it plain, and leave it in TLS. */
export const outletPort = 80;

/** The name of the port that endpoints listen on. */
const endpointPort = "tls";

/** A far end as Gloo Mesh sees it: its endpoints, and a service of them under a name of its own. */
export const externalService = (passage: Passage, outlet: Outlet, plane: Plane): EmittedObject[] => [
  ...outlet.far.endpoints.map(({ host, port }, index) =>
    emit(
      { ...placeOf(passage, plane), name: `${outlet.name}-${index}`, labels: outletLabels(outlet) },
      networkingApi,
      "ExternalEndpoint",
      { address: host, ports: [{ name: endpointPort, number: port }] },
    ),
  ),
  emit(
    { ...placeOf(passage, plane), name: outlet.name, labels: outletLabels(outlet) },
    networkingApi,
    "ExternalService",
    {
      hosts: [outlet.host],
      selector: outletLabels(outlet),
      ports: [
        {
          name: "http",
          number: outletPort,
          protocol: protocolOf(outlet.far),
          targetPort: { name: endpointPort },
        },
      ],
    },
  ),
];

/** What a passage's objects in the management cluster have in common: several Routes may share them. */
export const placeOf = ({ gateway }: Passage, { cluster }: Plane): Omit<Place, "name"> => ({
  owner: gateway.owner,
  cluster,
  namespace: gateway.namespace,
});

/** As Gloo Mesh and Istio name what is spoken; a WebSocket begins as HTTP/1.1. */
export const protocolOf = ({ protocol }: Pick<FarEnd, "protocol">): string =>
  protocol === ServiceProtocol.WebSocket ? ServiceProtocol.HTTP : protocol;
