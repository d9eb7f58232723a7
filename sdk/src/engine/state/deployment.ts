import { isRecord, mapValues, type Properties, Secret, type Value } from "../value.js";
import { fromWire, Signature, toWire, type Wire, type WireProperties } from "../wire.js";
import type { Cipher } from "./cipher.js";
import type { PendingOperation, PendingType } from "./pending.js";
import type { ResourceState } from "./resource.js";

/** Pulumi's UntypedDeployment, version 3: what `pulumi stack import` reads. */
export interface UntypedDeployment {
  version: 3;
  deployment: {
    manifest?: { time: string; magic: string; version: string };
    secrets_providers?: { type: string; state?: unknown } | null;
    resources?: ResourceJson[] | null;
    pending_operations?: { type: PendingType; resource: ResourceJson }[] | null;
    metadata?: object;
  };
}

/** Pulumi's ResourceV3, as far as we read it. */
export interface ResourceJson {
  urn: string;
  custom?: boolean;
  type: string;
  id?: string;
  inputs?: WireProperties;
  outputs?: WireProperties;
  [key: string]: unknown;
}

/**
 * Writes deployments with sealed secrets, a line a resource. What has not changed since the last one is not written
 * anew: a run writes its state many times.
 */
export function deploymentText(cipher: Cipher) {
  const lines = new WeakMap<ResourceState, string>();
  const line = (resource: ResourceState): string => {
    const text = lines.get(resource) ?? JSON.stringify(toJson(resource, cipher));
    lines.set(resource, text);
    return text;
  };
  return (resources: ResourceState[], pending: PendingOperation[], time: string): string => {
    const manifest = { time, magic: "", version: "" };
    const providers = { type: "passphrase", state: { salt: cipher.salt } };
    const under = pending.map(({ type, resource }) => `{"type":"${type}","resource":${line(resource)}}`);
    return `{"version": 3, "deployment": {
"manifest": ${JSON.stringify(manifest)},
"secrets_providers": ${JSON.stringify(providers)},
"resources": ${list(resources.map(line))},
${under.length === 0 ? "" : `"pending_operations": ${list(under)},\n`}"metadata": {}
}}
`;
  };
}

const list = (lines: string[]): string => (lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`);

/** The resources of a deployment, secrets open. */
export const fromDeployment = ({ deployment }: UntypedDeployment, cipher: Cipher): ResourceState[] =>
  (deployment.resources ?? []).map((resource) => fromJson(resource, cipher));

/** What was under way when a deployment was written, secrets open. */
export const pendingOf = ({ deployment }: UntypedDeployment, cipher: Cipher): PendingOperation[] =>
  (deployment.pending_operations ?? []).map(({ type, resource }) => ({ type, resource: fromJson(resource, cipher) }));

/** Keys that a resource has only where they say something. */
// prettier-ignore
const OPTIONAL = [
  "id", "parent", "provider", "additionalSecretOutputs", "protect", "retainOnDelete", "deletedWith", "ignoreChanges",
  "initErrors", "customTimeouts", "delete", "created", "modified",
] as const;

function toJson(resource: ResourceState, cipher: Cipher): ResourceJson {
  const { urn, type, custom, inputs, outputs, dependencies, propertyDependencies, others } = resource;
  const optional = OPTIONAL.filter((key) => resource[key] !== undefined).map((key) => [key, resource[key]]);
  return {
    ...others,
    urn,
    custom,
    type,
    ...(Object.fromEntries(optional) as Partial<ResourceJson>),
    inputs: seal(inputs, cipher),
    outputs: seal(outputs, cipher),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    ...(Object.keys(propertyDependencies).length === 0 ? {} : { propertyDependencies }),
  };
}

function fromJson(json: ResourceJson, cipher: Cipher): ResourceState {
  const { urn, custom = false, type, inputs, outputs, dependencies, propertyDependencies, ...rest } = json;
  const known = Object.fromEntries(
    OPTIONAL.filter((key) => rest[key] !== undefined && rest[key] !== null).map((key) => [key, rest[key]]),
  );
  const others = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !(OPTIONAL as readonly string[]).includes(key)),
  );
  return {
    urn,
    custom,
    type,
    ...(known as Partial<ResourceState>),
    inputs: open(inputs ?? {}, cipher),
    outputs: open(outputs ?? {}, cipher),
    dependencies: (dependencies as string[] | null | undefined) ?? [],
    propertyDependencies: mapValues(
      (propertyDependencies as Record<string, string[] | null> | null | undefined) ?? {},
      (urns) => urns ?? [],
    ),
    ...(Object.keys(others).length === 0 ? {} : { others }),
  };
}

const seal = (properties: Properties, cipher: Cipher): WireProperties =>
  mapValues(properties, (value) => sealed(value, cipher));

function sealed(value: Value, cipher: Cipher): Wire {
  if (value instanceof Secret) {
    const ciphertext = cipher.encrypt(JSON.stringify(toWire(value.reveal())));
    return { [Signature.Key]: Signature.Secret, ciphertext };
  }
  if (Array.isArray(value)) return value.map((item) => sealed(item, cipher));
  return isRecord(value) ? mapValues(value, (item) => sealed(item, cipher)) : toWire(value);
}

const open = (properties: WireProperties, cipher: Cipher): Properties =>
  mapValues(properties, (value) => fromWire(opened(value, cipher)));

/** Turns `{ciphertext}`, and the `{plaintext}` of an export with secrets shown, into the `{value}` of the wire. */
function opened(wire: Wire, cipher: Cipher): Wire {
  if (Array.isArray(wire)) return wire.map((item) => opened(item, cipher));
  if (typeof wire !== "object" || wire === null) return wire;
  if (wire[Signature.Key] !== Signature.Secret) return mapValues(wire, (item) => opened(item, cipher));
  const { ciphertext, plaintext } = wire;
  const json =
    typeof ciphertext === "string" ? cipher.decrypt(ciphertext) : typeof plaintext === "string" ? plaintext : "null";
  return { [Signature.Key]: Signature.Secret, value: JSON.parse(json) as Wire };
}
