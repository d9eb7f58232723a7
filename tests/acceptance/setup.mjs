import { require } from "tsx/cjs/api";

/** Once before the acceptance tests: what this machine cannot run, for `withCluster` to say. */
export default async function setup() {
  const { clusterSupport } = require("../cluster/index.ts", import.meta.url);
  const support = await clusterSupport();
  if (!support.ok) process.env.ISTHMUS_NO_CLUSTER = `${support.reason}; ${support.nextStep}`;
}
