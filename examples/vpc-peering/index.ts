import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const orders = new Fabric("orders", declarations);

/** Which packets may start flows. Pulumi shows its diff in every preview. */
export const connectivity = orders.connectivity;
