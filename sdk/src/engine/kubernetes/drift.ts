import { ChangeKind, type PropertyChange } from "../diff.js";
import { formatPath, type Path, replaceAt } from "../path.js";
import { isRecord, mapValues, type Properties, revealed, sameValue, Secret, type Value, without } from "../value.js";
import type { Fields, KubernetesObject, ObjectMetadata } from "./cluster-client.js";
import { identifies, isWhole, itemKey, otherOwners, ourFields, type Owner, ownersAt } from "./ownership.js";

/** A field that we applied and that is no longer ours. */
interface Lost {
  path: Path;
  wanted: Value;
  found: Value | undefined;
  secret: boolean;
  /** Who owns it now; nobody, where it was removed. */
  owners: string[];
}

/** Where we are in an object: what was applied, what is there, and whose it is. */
interface Place {
  path: Path;
  wanted: Value;
  live: Value | undefined;
  secret: boolean;
  ours: Fields | undefined;
  others: Owner[];
}

/** True if others may have changed what we applied, as far as the metadata alone can tell. */
export function mayHaveDrifted(inputs: Properties, metadata: ObjectMetadata): boolean {
  for (const _ of lost(rootOf(inputs, metadata, {}))) return true;
  return false;
}

/** The fields that we applied and that others have changed or removed since: expected before, found after. */
export function driftOf(inputs: Properties, live: KubernetesObject): PropertyChange[] {
  return [...lost(rootOf(inputs, live.metadata, live as unknown as Properties))]
    .filter(({ wanted, found }) => !covers(found, wanted))
    .map(changeOf);
}

/** The inputs as the cluster has them, so that the next run finds the difference. */
export function inputsAsFound(inputs: Properties, live: KubernetesObject): Properties {
  const found = [...lost(rootOf(inputs, live.metadata, live as unknown as Properties))]
    .filter((field) => !covers(field.found, field.wanted))
    .reverse(); // what goes from a list must not move what comes before it
  return found.reduce<Value>((value, field) => replaceAt(value, field.path, field.found), inputs) as Properties;
}

function changeOf({ path, wanted, found, secret, owners }: Lost): PropertyChange {
  const shown = (value: Value): Value => (secret ? new Secret(value) : value);
  return {
    path: formatPath(path),
    kind: found === undefined ? ChangeKind.Delete : ChangeKind.Update,
    before: shown(wanted),
    ...(found === undefined ? {} : { after: shown(found) }),
    ...(owners.length === 0 ? {} : { by: owners.join(", ") }),
  };
}

/** What makes the object this one is owned by nobody. */
function rootOf(inputs: Properties, metadata: ObjectMetadata, live: Properties): Place {
  const { metadata: given, ...rest } = without(inputs, "apiVersion", "kind");
  const wanted = {
    ...rest,
    ...(isRecord(given) ? { metadata: without(given, "name", "namespace", "generateName") } : {}),
  };
  return { path: [], wanted, live, secret: false, ours: ourFields(metadata), others: otherOwners(metadata) };
}

function* lost(place: Place): Iterable<Lost> {
  const { path, wanted, live, ours, others } = place;
  if (wanted === null || isWhole(ours)) return;
  if (wanted instanceof Secret) {
    yield* lost({ ...place, wanted: wanted.reveal(), secret: true });
    return;
  }
  if (isRecord(wanted) && Object.keys(wanted).length > 0) {
    for (const [key, value] of Object.entries(wanted)) yield* lost(entry(place, key, value));
    return;
  }
  const sets = [...(ours === undefined ? [] : [ours]), ...others.map(({ fields }) => fields)];
  const items: Value[] = Array.isArray(wanted) ? wanted : [];
  const keys = items.map((item) => itemKey(revealed(item), sets));
  if (keys.some((key) => key !== undefined)) {
    for (const [i, item] of items.entries()) yield* lost(listed(place, i, item, keys[i]));
    return;
  }
  yield { path, wanted, found: live, secret: place.secret, owners: [...new Set(others.map(({ manager }) => manager))] };
}

/** `stringData` is a way to write `data`. */
function entry({ path, live, secret, ours, others }: Place, key: string, wanted: Value): Place {
  const field = path.length === 0 && key === "stringData" ? "data" : key;
  const value = isRecord(live) ? live[field] : undefined;
  return {
    path: [...path, key],
    wanted,
    live: field !== key && isRecord(value) ? mapValues(value, decoded) : value,
    secret,
    ours: ours?.[`f:${field}`],
    others: ownersAt(others, `f:${field}`),
  };
}

function listed(
  { path, live, secret, ours, others }: Place,
  index: number,
  wanted: Value,
  key: string | undefined,
): Place {
  const items: Value[] = Array.isArray(live) ? live : [];
  return {
    path: [...path, index],
    wanted,
    live: key === undefined ? undefined : items.find((item) => identifies(key, item)),
    secret,
    ours: key === undefined ? undefined : ours?.[key],
    others: key === undefined ? [] : ownersAt(others, key),
  };
}

const decoded = (value: Value): Value =>
  typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : value;

/** True if what is there says all that was wanted; defaults may say more, and what is empty may be left out. */
function covers(live: Value | undefined, wanted: Value): boolean {
  const plain = revealed(wanted);
  if (live === undefined || live === null) return isEmpty(plain);
  if (isRecord(plain)) return isRecord(live) && Object.entries(plain).every(([key, value]) => covers(live[key], value));
  if (Array.isArray(plain)) {
    return Array.isArray(live) && live.length === plain.length && plain.every((item, i) => covers(live[i], item));
  }
  return sameValue(live, plain);
}

const isEmpty = (value: Value): boolean =>
  value === null ||
  value === "" ||
  value === 0 ||
  value === false ||
  (typeof value === "object" && Object.keys(value).length === 0);
