import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const charging = new Fabric("charging", declarations);

/** Which packets may start flows. Pulumi shows its diff in every preview. */
export const connectivity = charging.connectivity;
