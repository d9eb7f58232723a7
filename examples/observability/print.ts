import { configMap, dashboard } from "./dashboard.js";

const wanted = process.argv[2] === "configmap" ? configMap : dashboard;
process.stdout.write(`${JSON.stringify(wanted, undefined, 2)}\n`);
