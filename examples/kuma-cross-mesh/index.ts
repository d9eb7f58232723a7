import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const crossing = new Fabric("crossing", declarations);

/** Who may call what. Pulumi shows its diff in every preview. */
export const connectivity = crossing.connectivity;
