import { readFileSync } from "node:fs";
import path from "node:path";

/** The package, as programs name it in their `packages`. */
export const packageName = "isthmus";

/** The components that it offers, which are all of the SDK's. */
export const componentNames = [
  "CrossMeshPermission",
  "Expose",
  "ExternalGateway",
  "Fabric",
  "MeshGateway",
  "Peering",
  "Route",
] as const;
export type ComponentName = (typeof componentNames)[number];

/** The plugin's own directory: the parent of both `src` and `dist`. */
export const packageDirectory = path.resolve(__dirname, "..");

/** What package.json says that the schema repeats. */
export const manifest = JSON.parse(readFileSync(path.join(packageDirectory, "package.json"), "utf8")) as {
  version: string;
  description: string;
};

/** The schema that is committed beside package.json. */
export const schemaFile = path.join(packageDirectory, "schema.json");
