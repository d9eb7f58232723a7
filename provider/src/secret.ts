/** How a secret is marked on Pulumi's wire (sdk/nodejs/runtime/rpc.ts). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export const isSecret = (value: unknown): value is { value: unknown } =>
  isRecord(value) && value[SIGNATURE_KEY] === SECRET;

/** Marks a value as a secret, for Pulumi to encrypt. */
export const secret = (value: unknown): unknown => ({ [SIGNATURE_KEY]: SECRET, value });

/** The values below every mark. */
export function revealed(value: unknown): unknown {
  if (isSecret(value)) return revealed(value.value);
  if (Array.isArray(value)) return value.map(revealed);
  return isRecord(value) ? revealedProperties(value) : value;
}

/** `revealed` for a whole set of properties. */
export const revealedProperties = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, revealed(value)]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
