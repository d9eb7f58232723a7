import { customResource, type Registration } from "./registration.js";
import type { Properties } from "./value.js";
import { packageOf, providerType } from "./urn.js";

/** The provider of a resource that names none, as Pulumi calls it: `default_4_34_2`, set up by the stack's config. */
export function defaultProvider({ type, version }: Registration, config: Record<string, string>): Registration {
  const packageName = packageOf(type);
  const suffix = version === undefined ? "" : `_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
  const inputs: Properties = version === undefined ? {} : { version };
  for (const [key, value] of Object.entries(config)) {
    if (key.startsWith(`${packageName}:`)) inputs[key.slice(packageName.length + 1)] = value;
  }
  return customResource(providerType(packageName), `default${suffix}`, inputs);
}
