import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const joined = new Fabric("joined", declarations);

/** Who may reach what. Pulumi shows its diff in every preview. */
export const connectivity = joined.connectivity;
