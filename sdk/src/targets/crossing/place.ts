import type { CheckedGateway, CheckedMesh } from "../../fabric/checked.js";
import type { EmittedObject, KubeObject, Owner } from "../emitted.js";
import { gatewayMetadata } from "./metadata.js";

/** A gateway, whichever way it faces: whose it is, and where. */
export interface GatewayPlace {
  owner: Owner;
  /** The gateway's name as an object, and what the names of its objects begin with. */
  name: string;
  namespace: string;
  mesh: CheckedMesh;
  /** Replicas, image and the like, where declared. */
  declared: CheckedGateway | undefined;
}

export const ingressPlace = (gateway: CheckedGateway): GatewayPlace => ({
  owner: { kind: "meshGateways", name: gateway.name },
  name: gateway.objectName,
  namespace: gateway.namespace,
  mesh: gateway.mesh,
  declared: gateway,
});

/** The metadata of a gateway's object: `NAME`, or `NAME.PART`. Neither has a dot, so that no two read alike. */
export const metadataOf = (place: Pick<GatewayPlace, "name" | "namespace">, part?: string): KubeObject["metadata"] =>
  gatewayMetadata(place, part === undefined ? place.name : `${place.name}.${part}`);

/** An object of a gateway, where it belongs. */
export function emittedFor({ owner, namespace, mesh }: GatewayPlace, object: KubeObject): EmittedObject {
  const { name, namespace: own } = object.metadata;
  const at = own === namespace ? name : `${own}.${name}`;
  return { owner, id: `${object.kind.toLowerCase()}.${at}`, cluster: mesh.cluster.name, object };
}

/** What several declarations need alike is there once. What only has the same name stays, and is refused as a twin. */
export const uniqueObjects = (objects: KubeObject[]): KubeObject[] => [
  ...new Map(objects.map((object) => [JSON.stringify(object), object])).values(),
];
