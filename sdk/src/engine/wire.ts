import { isRecord, mapValues, type Properties, Secret, UNKNOWN, Unknown, type Value } from "./value.js";

/** The signatures that mark special values on Pulumi's wire and in its state (sdk/nodejs/runtime/rpc.ts). */
export const Signature = {
  Key: "4dabf18193072939515e22adb298388d",
  Secret: "1b47061264138c4ac30d75fd1eb44270",
  Asset: "c44067f5952c0a294b673a41bacd8c17",
  Archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  ResourceReference: "5cf8f73096256a8f31e491e813e4eb8e",
  OutputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  Unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
} as const;

/** JSON as it crosses the wire; what it means depends on the signatures in it. */
export type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };
export type WireProperties = Record<string, Wire>;

type Decode = (marked: Record<string, Wire>) => Value;

const decoders: Record<string, Decode> = {
  [Signature.Secret]: ({ value }) => new Secret(fromWire(value ?? null)),
  [Signature.ResourceReference]: ({ id, urn }) => fromWire(id === undefined || id === "" ? (urn ?? null) : id),
  [Signature.OutputValue]: ({ value, secret }) => {
    const inner = value === undefined ? UNKNOWN : fromWire(value);
    return secret === true ? new Secret(inner) : inner;
  },
  [Signature.Asset]: () => refuseAsset(),
  [Signature.Archive]: () => refuseAsset(),
};

/** From the wire to our own values. */
export function fromWire(wire: Wire): Value {
  if (wire === Signature.Unknown) return UNKNOWN;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (typeof wire !== "object" || wire === null) return wire;
  const signature = wire[Signature.Key];
  if (typeof signature !== "string") return mapValues(wire, fromWire);
  const decode = decoders[signature];
  if (decode === undefined) throw new Error(`a value of the unknown signature ${signature}`);
  return decode(wire);
}

/** From our own values to the wire. */
export function toWire(value: Value): Wire {
  if (value instanceof Unknown) return Signature.Unknown;
  if (value instanceof Secret) return { [Signature.Key]: Signature.Secret, value: toWire(value.reveal()) };
  if (Array.isArray(value)) return value.map(toWire);
  return isRecord(value) ? mapValues(value, toWire) : value;
}

/** `fromWire` for a whole set of properties. */
export const propertiesFromWire = (wire: WireProperties): Properties => mapValues(wire, fromWire);

/** `toWire` for a whole set of properties. */
export const propertiesToWire = (properties: Properties): WireProperties => mapValues(properties, toWire);

function refuseAsset(): never {
  throw new Error("an asset or an archive");
}
