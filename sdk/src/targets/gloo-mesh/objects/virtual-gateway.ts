import type { CheckedGateway, CheckedListener } from "../../../fabric/checked.js";
import type { EmittedObject, Owner } from "../../emitted.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import { groupBy } from "../../crossing/group-by.js";
import { credentialName } from "../../istio/ingress/names.js";
import { networkingApi } from "../names.js";
import type { Exit, Passage } from "../passages.js";
import { clusterOf, type Plane } from "../plane.js";
import { emit } from "./emit.js";
import { gatewayPort } from "./ports.js";

/** Takes calls of proxies of the plane, each hostname by its server name. */
export const egressGateway = ({ gateway, passages }: Exit, plane: Plane): EmittedObject =>
  virtualGateway(gateway.owner, gateway, plane, [meshListener(passages)]);

/** The same of an east-west gateway, for consumers in other clusters. */
export const eastWestGateway = (gateway: CheckedGateway, passages: Passage[], plane: Plane): EmittedObject =>
  virtualGateway(ownerOf(gateway), placed(gateway), plane, [meshListener(passages)]);

/** Takes calls from other meshes by mutual TLS, and from outside. */
export const ingressGateway = (gateway: CheckedGateway, plane: Plane): EmittedObject =>
  virtualGateway(
    ownerOf(gateway),
    placed(gateway),
    plane,
    groupBy(gateway.listeners, ({ port }) => String(port).padStart(5, "0")).map((listeners) =>
      ingressListener(gateway, listeners),
    ),
  );

const ownerOf = ({ name }: CheckedGateway): Owner => ({ kind: "meshGateways", name });

const placed = ({ objectName, namespace, mesh }: CheckedGateway) => ({ name: objectName, namespace, mesh });

const minimum = { minimumProtocolVersion: "TLSv1_2" };

const meshListener = (passages: Passage[]) => ({
  port: { number: gatewayPort },
  appProtocol: "HTTPS",
  http: {},
  tls: { mode: "ISTIO_MUTUAL", parameters: minimum },
  allowedRouteTables: passages.map(({ hostname }) => ({ host: hostname })),
});

const ingressListener = (gateway: CheckedGateway, listeners: [CheckedListener, ...CheckedListener[]]) => ({
  port: { number: listeners[0].port },
  appProtocol: "HTTPS",
  http: {},
  tls: { mode: "MUTUAL", secretName: credentialName(placed(gateway)), parameters: minimum },
  allowedRouteTables: listeners.flatMap(({ hostname }) => (hostname === undefined ? [] : [{ host: hostname }])),
});

const virtualGateway = (
  owner: Owner,
  { name, namespace, mesh }: Pick<Exit["gateway"], "name" | "namespace" | "mesh">,
  { cluster }: Plane,
  listeners: ReturnType<typeof meshListener | typeof ingressListener>[],
): EmittedObject =>
  emit({ owner, cluster, namespace, name }, networkingApi, "VirtualGateway", {
    workloads: [{ selector: { labels: gatewaySelector(name), namespace, cluster: clusterOf(mesh) } }],
    listeners,
  });
