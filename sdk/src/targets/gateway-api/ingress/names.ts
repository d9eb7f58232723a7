import type { CheckedExpose } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";

/** What an Expose's Route and the objects beside it are called. */
export const exposePart = ({ name }: CheckedExpose): string => objectName(name);

/** The ConfigMap of a Gateway with the roots that it believes, under `ca.crt`, and its revocation lists, `ca.crl`. */
export const trustPart = "trust";
export const trustName = (place: GatewayPlace): string => metadataOf(place, trustPart).name;
