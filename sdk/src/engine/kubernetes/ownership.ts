import { FIELD_MANAGER, type Fields, type ObjectMetadata } from "./cluster-client.js";

/** Who owns a set of fields of an object. */
export interface Owner {
  manager: string;
  fields: Fields;
}

/** The fields that we applied and nobody has changed since: whoever changes a field takes it from us. */
export function ourFields({ managedFields = [] }: ObjectMetadata): Fields | undefined {
  return managedFields.find(({ manager, operation }) => manager === FIELD_MANAGER && operation === "Apply")?.fieldsV1;
}

/** Everybody else who owns fields of an object. */
export function otherOwners({ managedFields = [] }: ObjectMetadata): Owner[] {
  return managedFields
    .filter(({ manager, operation }) => manager !== FIELD_MANAGER || operation !== "Apply")
    .map(({ manager = "an unnamed manager", fieldsV1 = {} }) => ({ manager, fields: fieldsV1 }));
}

/** True if the set has the field and all below it. */
export const isWhole = (fields: Fields | undefined): boolean =>
  fields !== undefined && Object.keys(fields).length === 0;

/** Those owners who own something at this key, with what they own there. */
export const ownersAt = (owners: Owner[], key: string): Owner[] =>
  owners.flatMap(({ manager, fields }) => {
    const inner = isWhole(fields) ? fields : fields[key];
    return inner === undefined ? [] : [{ manager, fields: inner }];
  });

/** The key of a list's item in a set of fields: its identity (`k:{"name":"web"}`) or its value (`v:"web"`). */
export function itemKey(item: unknown, sets: Fields[]): string | undefined {
  const value = `v:${JSON.stringify(item)}`;
  return sets.flatMap((fields) => Object.keys(fields)).find((key) => key === value || identifies(key, item));
}

/** True if the identity that the key names is the item's; what the item leaves to defaults counts as equal. */
export function identifies(key: string, item: unknown): boolean {
  if (key.startsWith("v:")) return key === `v:${JSON.stringify(item)}`;
  if (!key.startsWith("k:") || typeof item !== "object" || item === null) return false;
  const identity = Object.entries(JSON.parse(key.slice(2)) as Record<string, unknown>);
  const fields = item as Record<string, unknown>;
  return (
    identity.some(([name]) => name in fields) && identity.every(([name, v]) => !(name in fields) || fields[name] === v)
  );
}
