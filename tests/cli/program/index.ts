import { Fabric } from "isthmus";

/** Whatever a test declares. */
const declared = JSON.parse(process.env["DECLARED"] ?? "{}") as ConstructorParameters<typeof Fabric>[1];

export const connectivity = new Fabric("declared", declared).connectivity;
