// Of the model, programs need only what fields choose among: the schemas are loaded with the first component.
export type * from "./model/index.js";
export * from "./model/choices.js";
export * from "./model/problem.js";
export type { ConnectivityRow } from "./reach/connectivity.js";
export * from "./pulumi/index.js";
