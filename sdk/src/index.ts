export * from "./model/index.js";
export type { ConnectivityRow } from "./reach/connectivity.js";
export * from "./pulumi/index.js";
