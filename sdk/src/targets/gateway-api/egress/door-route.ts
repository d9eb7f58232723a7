import type { CheckedRoute } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import type { EgressDoor } from "../../crossing/egress.js";
import type { ListenerEntry } from "../listeners.js";
import type { GatewayPlace } from "../../crossing/place.js";

/** A Route at the door where its consumers call it. */
export interface DoorRoute {
  place: GatewayPlace;
  listeners: ListenerEntry[];
  door: EgressDoor;
  route: CheckedRoute;
}

/** What the objects of a Route are called besides their Gateway's name. */
export const routePart = ({ name }: CheckedRoute): string => `route.${objectName(name)}`;

/** A rule of it, as policies name one. */
export const ruleName = (index: number): string => `rule-${index}`;
