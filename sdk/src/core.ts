/** The pure core: declarations in, checked Fabric and objects out. No Pulumi, no disk, no network. */
export * from "./model/index.js";
export { checkFabric, type CheckResult, type Rule } from "./fabric/check.js";
export * from "./fabric/checked.js";
export * from "./reach/connectivity.js";
export * from "./reach/crossings.js";
export * from "./reach/decide.js";
export * from "./targets/emitted.js";
export { type Plan, planFabric } from "./targets/plan.js";
