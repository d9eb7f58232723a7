export { natConfiguration } from "./configuration.js";
export { natGatewayObjects } from "./objects/index.js";
export { natProblems } from "./problems.js";
