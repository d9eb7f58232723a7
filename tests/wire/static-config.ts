import { parse } from "yaml";
import type { Pod } from "./pod.js";

type Fields = Record<string, unknown>;

/**
 * A pod's whole configuration as one file without references, so that `envoy --mode validate` sees all of it at once:
 * it would load no listener, cluster, route table or secret that is only named.
 */
export function staticConfig({ args, volumes }: Pod): Fields {
  const bootstrap = JSON.parse(args.find((argument) => argument.startsWith("{")) ?? "{}") as Fields;
  const files = Object.assign({}, ...Object.values(volumes)) as Record<string, string>;
  const mounted = new Map(
    Object.entries(volumes).flatMap(([path, of]) =>
      Object.entries(of).map(([name, text]) => [`${path}/${name}`, text]),
    ),
  );
  const resources = (file: string): Fields[] =>
    (parse(files[file] ?? '{"resources":[]}', { maxAliasCount: -1 }) as { resources: Fields[] }).resources;
  const secrets = Object.keys(files).filter((name) => name.startsWith("sds-"));
  const { listeners, clusters } = bootstrap["static_resources"] as { listeners: unknown[]; clusters: unknown[] };
  const inlined = {
    listeners: resources("lds.json").map((listener) => inline(listener, resources, mounted)),
    clusters: resources("cds.yaml").map((cluster) => inline(cluster, resources, mounted)),
    secrets: secrets.flatMap(resources).map((secret) => inline(secret, resources, mounted)),
  };
  return {
    ...without(bootstrap, "dynamic_resources"),
    static_resources: {
      listeners: [...listeners, ...inlined.listeners.map(untyped)],
      clusters: [...clusters, ...inlined.clusters.map(untyped)],
      secrets: inlined.secrets.map(untyped),
    },
  };
}

const untyped = (value: unknown): Fields => without(value as Fields, "@type");

const without = (fields: Fields, field: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));

/** Replaces each reference to a file by what stands in it. */
function inline(value: unknown, resources: (file: string) => Fields[], mounted: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, resources, mounted));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Fields;
  if ("sds_config" in fields) return { name: fields["name"] };
  if ("filename" in fields) return { inline_string: mounted.get(String(fields["filename"])) ?? "" };
  const entries = Object.entries(fields).flatMap(([name, child]): [string, unknown][] => {
    if (name === "watched_directory") return [];
    if (name !== "rds") return [[name, inline(child, resources, mounted)]];
    const [table] = resources(String((child as Fields)["route_config_name"]));
    if (table === undefined) throw new Error(`route table ${JSON.stringify(child)} is in no file`);
    return [["route_config", { ...untyped(table), validate_clusters: true }]];
  });
  return Object.fromEntries(entries);
}
