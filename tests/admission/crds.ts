import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { moduleSource } from "../cluster/go-download.js";
import { versions } from "../cluster/versions.js";

const shared = resolve(__dirname, "../../../shared/crds");

/** Where CRDs are: a folder of this workplace, or a file or folder of a Go module. */
type Source = { folder: string } | { module: string; version: string; path: string };

const gatewayApi = { module: "sigs.k8s.io/gateway-api", version: versions.gatewayApi };

/** Sets of CRDs. Both of Kuma's have the same names, and so have both of Gateway API's: one of each in a server. */
const sources = {
  "kuma-2.14": { folder: "kuma-2.14" },
  "kuma-3.0": { folder: "kuma-3.0" },
  "hedgehog-26.03": { folder: "hedgehog-26.03" },
  istio: { module: "istio.io/api", version: versions.istio, path: "kubernetes/customresourcedefinitions.gen.yaml" },
  /** The standard channel. */
  "gateway-api": { ...gatewayApi, path: "config/crd/standard" },
  "gateway-api-experimental": { ...gatewayApi, path: "config/crd/experimental" },
  "envoy-gateway": {
    module: "github.com/envoyproxy/gateway",
    version: versions.envoyGateway,
    path: "charts/gateway-crds-helm/templates/generated",
  },
  "cert-manager": {
    module: "github.com/cert-manager/cert-manager",
    version: versions.certManager,
    path: "deploy/crds",
  },
} as const satisfies Record<string, Source>;

export type CrdSet = keyof typeof sources;
export const crdSets = Object.keys(sources) as CrdSet[];

/** Why a set is not to be had here; undefined where it is. */
export function crdsMissing(set: CrdSet): string | undefined {
  const source: Source = sources[set];
  if (!("folder" in source)) return undefined;
  const folder = join(shared, source.folder);
  return existsSync(folder) ? undefined : `the CRDs ${set} in ${folder}`;
}

/** The CRDs of a set, each a document of YAML. */
export async function crdsOf(set: CrdSet): Promise<string[]> {
  const source: Source = sources[set];
  const place =
    "folder" in source
      ? join(shared, source.folder)
      : join(await moduleSource(source.module, source.version), source.path);
  const files = place.endsWith(".yaml") ? [place] : await yamlFiles(place);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const found = texts.flatMap(crdDocuments);
  if (found.length === 0) throw new Error(`${place} has no CRD`);
  return found;
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((name) => join(folder, name));
}

/** The documents of a file that are CRDs, without the lines in which a chart says whether it wants them. */
export function crdDocuments(text: string): string[] {
  const plain = text.replace(/^\{\{.*\}\}$/gm, "");
  return plain.split(/^---.*$/m).filter((document) => /^kind: CustomResourceDefinition$/m.test(document));
}
