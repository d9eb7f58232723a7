import { Fabric } from "isthmus";
import { declarations } from "./fabric";

const httpbin = new Fabric("httpbin", declarations);

/** Who may call what. Pulumi shows its diff in every preview. */
export const connectivity = httpbin.connectivity;
