import type { Problem } from "../model/problem.js";
import type { AttachedVpc, Gateway, VpcRoute } from "./configuration.js";
import { address, addressWithLength, interfaceName } from "./grammar.js";
import { fileProblem, shown } from "./problems.js";

/** The version of the directory's format that this agent reads. */
export const FORMAT_VERSION = 1;

const file = "gateway.json";
const again = "render the directory again with the isthmus of this agent's release";

/** Reads `gateway.json`; each thing wrong with it is a problem. */
export function parseGateway(text: string, problems: Problem[]): Gateway | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    problems.push(fileProblem("not-json", file, `is not JSON: ${(error as Error).message}`, again));
    return undefined;
  }
  if (!isObject(json)) {
    problems.push(fileProblem("not-json", file, `is ${shown(json)}, not an object`, again));
    return undefined;
  }
  if (json["version"] !== FORMAT_VERSION) {
    const hint = `this agent reads version ${FORMAT_VERSION}: use the agent of the release that rendered the directory`;
    problems.push(
      fileProblem("version", `${file}: version`, `is version ${shown(json["version"])}, which is unknown`, hint),
    );
    return undefined;
  }
  const count = problems.length;
  const field = (ok: boolean, path: string, value: unknown, rule: string): void => {
    if (!ok) problems.push(fileProblem("gateway", `${file}: ${path}`, `${shown(value)} is not ${rule}`, again));
  };
  field(isName(json["name"]), "name", json["name"], "a name");
  const vpcs = Array.isArray(json["vpcs"]) ? (json["vpcs"] as unknown[]) : undefined;
  field(vpcs !== undefined, "vpcs", json["vpcs"], "a list");
  const parsed = (vpcs ?? []).map((vpc, index) => parseVpc(vpc, `vpcs.${index}`, field));
  for (const key of ["name", "id", "interface"] as const) {
    const seen = new Set<unknown>();
    parsed.forEach((vpc, index) => {
      field(!seen.has(vpc[key]), `vpcs.${index}.${key}`, vpc[key], "that of one VPC only");
      seen.add(vpc[key]);
    });
  }
  return problems.length > count ? undefined : { version: FORMAT_VERSION, name: String(json["name"]), vpcs: parsed };
}

type Field = (ok: boolean, path: string, value: unknown, rule: string) => void;

function parseVpc(value: unknown, path: string, field: Field): AttachedVpc {
  const vpc = isObject(value) ? value : {};
  field(isObject(value), path, value, "an object");
  const { name, id, interface: device, address: own, routes } = vpc;
  field(isName(name), `${path}.name`, name, "a name");
  field(Number.isInteger(id) && Number(id) >= 1 && Number(id) <= 16383, `${path}.id`, id, "a number from 1 to 16383");
  field(isText(device, interfaceName), `${path}.interface`, device, "the name of an interface");
  field(isText(own, addressWithLength), `${path}.address`, own, "an IPv4 address with its prefix length");
  field(Array.isArray(routes), `${path}.routes`, routes, "a list");
  const list = Array.isArray(routes) ? (routes as unknown[]) : [];
  return {
    name: String(name),
    id: Number(id),
    interface: String(device),
    address: String(own),
    routes: list.map((route, index) => parseRoute(route, `${path}.routes.${index}`, field)),
  };
}

function parseRoute(value: unknown, path: string, field: Field): VpcRoute {
  const { to, via } = isObject(value) ? value : {};
  field(isText(to, addressWithLength), `${path}.to`, to, "an IPv4 block");
  field(via === undefined || isText(via, address), `${path}.via`, via, "an IPv4 address");
  return { to: String(to), ...(typeof via === "string" ? { via } : {}) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown, form: RegExp): boolean => typeof value === "string" && form.test(value);

const isName = (value: unknown): boolean => isText(value, /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/);
