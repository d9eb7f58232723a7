import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ProblemsError } from "../model/problem.js";
import { natPods } from "../targets/standalone/nat/objects/names.js";

/** The files of a gateway, by its namespace and name: those of its ConfigMaps. */
type Gateways = Map<string, Record<string, string>>;

/**
 * Runs something with a directory of `gateway.json`: the one that is given, or one made of the ConfigMaps that
 * `isthmus render` wrote there, which is removed afterwards. `gateway` says which, if there are several.
 *
 * @throws ProblemsError where there is none, or more than one to choose from.
 */
export async function withGatewayDirectory<T>(
  given: string,
  gateway: string | undefined,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  if (existsSync(join(given, "gateway.json")) || !existsSync(given)) return use(given);
  const files = chosen(renderedGateways(given), gateway, given);
  if (files === undefined) return use(given);
  const directory = mkdtempSync(join(tmpdir(), "isthmus-nat-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Whether a directory holds manifests that `isthmus render` wrote instead of a gateway's files. */
export const isRendered = (given: string): boolean =>
  !existsSync(join(given, "gateway.json")) && existsSync(given) && renderedGateways(given).size > 0;

function renderedGateways(directory: string): Gateways {
  const gateways: Gateways = new Map();
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  for (const name of names.sort()) {
    for (const document of parseAllDocuments(readFileSync(join(directory, name), "utf8"))) {
      const map = document.errors.length === 0 ? gatewayFiles(document.toJS()) : undefined;
      if (map !== undefined) gateways.set(map.gateway, { ...gateways.get(map.gateway), ...map.data });
    }
  }
  return gateways;
}

interface ConfigMap {
  kind?: string;
  metadata?: { namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
}

/** What a ConfigMap holds of a gateway; its file names are the gateway's own, never paths. */
function gatewayFiles(object: unknown): { gateway: string; data: Record<string, string> } | undefined {
  const { kind, metadata, data = {} } = (object ?? {}) as ConfigMap;
  const labels = metadata?.labels ?? {};
  if (kind !== "ConfigMap" || !Object.entries(natPods).every(([key, value]) => labels[key] === value)) return undefined;
  const files = Object.entries(data).filter(([name, text]) => /^[\w.-]+$/.test(name) && typeof text === "string");
  return { gateway: labels["app.kubernetes.io/instance"] ?? "", data: Object.fromEntries(files) };
}

function chosen(gateways: Gateways, wanted: string | undefined, given: string): Record<string, string> | undefined {
  const names = [...gateways.keys()];
  if (wanted !== undefined && !gateways.has(wanted)) {
    const hint = names.length === 0 ? "render a program with VPCs first" : `use one of ${names.join(", ")}`;
    throw new ProblemsError([
      { code: "nat.gateway", path: given, message: `no NAT gateway is called "${wanted}" there`, hint },
    ]);
  }
  if (wanted === undefined && names.length > 1) {
    const message = `${names.length} NAT gateways are there`;
    throw new ProblemsError([
      { code: "nat.gateway", path: given, message, hint: `add --gateway ${names.join(" or ")}` },
    ]);
  }
  return gateways.get(wanted ?? names[0] ?? "");
}
