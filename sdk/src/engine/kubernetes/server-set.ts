import { isRecord, type Properties, Secret, UNKNOWN, type Value, without } from "../value.js";

/** Fields that the API server chooses for each object anew: a dry run's answer is not what `up` will get. */
const CHOSEN: Record<string, string[][]> = {
  // prettier-ignore
  Service: [["spec", "clusterIP"], ["spec", "clusterIPs"], ["spec", "healthCheckNodePort"]],
  Pod: [["spec", "nodeName"]],
  PersistentVolumeClaim: [["spec", "volumeName"]],
};

/**
 * The same for every kind. Left out and not marked unknown: one unknown would hide the whole `metadata`, names and
 * all, from a program that reads it with `apply`.
 */
const CHOSEN_METADATA = ["uid", "resourceVersion", "creationTimestamp", "generation", "selfLink"];

/** A new object as a preview can promise it: without what the server reports, and with its choices unknown. */
export function promised(kind: string, object: Properties, inputs: Properties): Properties {
  const { metadata } = object;
  const kept: Properties = isRecord(metadata) ? { metadata: without(metadata, ...CHOSEN_METADATA) } : {};
  const known: Properties = { ...without(object, "status"), ...kept };
  const choices = (CHOSEN[kind] ?? []).filter((path) => !isGiven(inputs, path));
  return choices.reduce<Properties>((object, path) => withUnknown(object, path) as Properties, known);
}

function isGiven(value: Value | undefined, [key, ...rest]: string[]): boolean {
  if (key === undefined) return value !== undefined;
  if (value === UNKNOWN) return true;
  const inner = value instanceof Secret ? value.reveal() : value;
  return isRecord(inner) && isGiven(inner[key], rest);
}

function withUnknown(value: Value | undefined, [key, ...rest]: string[]): Value {
  if (key === undefined || (value !== undefined && !isRecord(value))) return UNKNOWN;
  return { ...value, [key]: withUnknown(value?.[key], rest) };
}
