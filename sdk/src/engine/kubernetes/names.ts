import { createHash } from "node:crypto";
import { isRecord, type Properties, stringAt, UNKNOWN, type Value, valueAt } from "../value.js";
import type { ResourceState } from "../state/resource.js";

/** Pulumi's mark of a name that nobody chose. */
export const AUTONAMED = "pulumi.com/autonamed";

/** The group and kind of an object, from its own fields or else from the type token `kubernetes:<group/version>:<Kind>`. */
export function apiOf(type: string, inputs: Properties): { apiVersion: string; kind: string } {
  const [, version = "", kind = ""] = type.split(":");
  return {
    apiVersion: stringAt(inputs, "apiVersion") ?? version.replace(/^core\//, ""),
    kind: stringAt(inputs, "kind") ?? kind,
  };
}

/** The API group: all of `apps` in `apps/v1`, nothing in `v1`. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/**
 * The metadata with a name: the given one, else the one it has had, else the resource's name and eight digits that
 * follow from its URN. So a preview and a rendering know every name.
 */
export function named(urn: string, name: string, metadata: Value | undefined, old: ResourceState | undefined): Value {
  if (metadata === UNKNOWN) return UNKNOWN;
  const given = isRecord(metadata) ? metadata : {};
  if (given["name"] !== undefined) return given;
  const annotations = isRecord(given["annotations"]) ? given["annotations"] : {};
  const kept = wasAutonamed(old) ? stringAt(old?.inputs, "metadata", "name") : undefined;
  return {
    ...given,
    name: kept ?? autoname(name, urn),
    annotations: { ...annotations, [AUTONAMED]: "true" },
  };
}

/** True if the object's name is one of ours. */
const wasAutonamed = (old: ResourceState | undefined): boolean =>
  valueAt(old?.inputs, "metadata", "annotations", AUTONAMED) === "true";

const autoname = (name: string, seed: string): string =>
  `${name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 54)}-${digest(seed)}`;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
