import { stringify } from "yaml";
import type { Problem } from "../../model/problem.js";
import { manifestOf, referenceOf } from "../kubernetes/object.js";
import { isNamespaced } from "../kubernetes/scope.js";
import type { Step } from "../step.js";
import { parseProviderReference, parseUrn } from "../urn.js";
import { hasSecret, isRecord, type Properties, Secret, stringAt, UNKNOWN, type Value } from "../value.js";
import { formatPath, type Path } from "../path.js";
import { groupOf } from "../kubernetes/names.js";
import { describe } from "../kubernetes/await.js";

/** One file of a rendering. */
export interface ManifestFile {
  /** Within the directory, with `/`. */
  path: string;
  content: string;
  secret: boolean;
}

export interface Rendering {
  files: ManifestFile[];
  /** What was left out because it is secret, as `Secret shop/tls`. */
  leftOut: string[];
  problems: Problem[];
}

/** Kinds that others need first; `kubectl apply -f` goes by file name. */
const FIRST = new Set(["CustomResourceDefinition", "Namespace"]);

/** The Kubernetes objects among the steps as YAML files, a directory for each provider. */
export function manifestFiles(
  steps: Step[],
  includeSecrets: boolean,
  namespaceOf: (providerUrn: string) => string | undefined,
): Rendering {
  const rendering: Rendering = { files: [], leftOut: [], problems: [] };
  const taken = new Set<string>();
  for (const { inputs, urn, provider = "" } of steps) {
    const providerUrn = parseProviderReference(provider).urn;
    const reference = offlineReference(inputs, namespaceOf(providerUrn));
    const unknown = [...unknownPaths([], inputs)];
    rendering.problems.push(...unknown.map((path) => unknownProblem(urn, path)));
    const secret = hasSecret(inputs);
    if (secret && !includeSecrets) rendering.leftOut.push(describe(reference));
    if (unknown.length > 0 || (secret && !includeSecrets)) continue;
    const name = [
      FIRST.has(reference.kind) ? "00" : "",
      kebab(reference.kind),
      reference.namespace ?? "",
      reference.name,
    ];
    const base = `${directoryOf(providerUrn)}/${name.filter((part) => part !== "").join("-")}`;
    const path = taken.has(`${base}.yaml`) ? `${base}.${groupOf(reference.apiVersion)}.yaml` : `${base}.yaml`;
    taken.add(path);
    rendering.files.push({
      path,
      secret,
      content: stringify(ordered(manifestOf(inputs, reference)), { lineWidth: 0, aliasDuplicateObjects: false }),
    });
  }
  rendering.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return rendering;
}

function offlineReference(inputs: Properties, namespace: string | undefined) {
  const [apiVersion, kind] = [stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? ""];
  const given = stringAt(inputs, "metadata", "namespace") ?? namespace;
  return referenceOf(inputs, isNamespaced(apiVersion, kind, given !== undefined), given);
}

function* unknownPaths(path: Path, value: Value): Iterable<Path> {
  if (value === UNKNOWN) yield path;
  else if (value instanceof Secret) yield* unknownPaths(path, value.reveal());
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* unknownPaths([...path, i], item);
  else if (isRecord(value)) for (const [key, item] of Object.entries(value)) yield* unknownPaths([...path, key], item);
}

const unknownProblem = (urn: string, path: Path): Problem => ({
  code: "render.unknown",
  path: urn,
  message: `${formatPath(path)} is known only after \`up\`, so it cannot be rendered`,
  hint: "give a value that does not come from a live object",
});

/** A default provider's version is no part of a directory's name. */
function directoryOf(providerUrn: string): string {
  const { name } = parseUrn(providerUrn);
  return /^default(_|$)/.test(name) ? "default" : kebab(name);
}

const kebab = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3-$2")
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-");

/** What an object is, then the rest by name, so that equal objects are equal files. */
function ordered(object: object): unknown {
  const { apiVersion, kind, metadata, ...rest } = object as Record<string, unknown>;
  return { apiVersion, kind, metadata: sorted(metadata), ...(sorted(rest) as object) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
