import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const outward = new Fabric("outward", declarations);

/** Which packets may start flows. Pulumi shows its diff in every preview. */
export const connectivity = outward.connectivity;
