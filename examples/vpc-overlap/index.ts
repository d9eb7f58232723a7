import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const merger = new Fabric("merger", declarations);

/** Which packets may start flows. Pulumi shows its diff in every preview. */
export const connectivity = merger.connectivity;
