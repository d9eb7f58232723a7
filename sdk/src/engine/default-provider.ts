import { isProvider } from "./registry.js";
import { customResource, type Monitor, type Registered, type Registration } from "./registration.js";
import type { Snapshot } from "./state/snapshot.js";
import { packageOf, parseProviderReference, providerType } from "./urn.js";
import type { Properties } from "./value.js";

/** Finds the provider of each resource, and registers a default one where a resource names none. */
export class DefaultProviders {
  readonly #registered = new Map<string, Promise<Registered>>();

  constructor(
    private readonly monitor: Monitor,
    private readonly snapshot: Snapshot,
    private readonly config: Record<string, string>,
  ) {}

  /** The reference to the provider of a resource; undefined for those that have none. */
  async of(registration: Registration): Promise<string | undefined> {
    const { type, custom, provider } = registration;
    if (!custom || isProvider(type)) return undefined;
    if (provider !== undefined) return this.#known(parseProviderReference(provider).urn);
    const wanted = defaultProvider(registration, this.config);
    const key = `${packageOf(type)}/${wanted.name}`;
    const pending = this.#registered.get(key) ?? this.monitor.register(wanted);
    this.#registered.set(key, pending);
    return this.#known((await pending).urn);
  }

  /** The reference with the id that the state has: a preview gives a new provider none. */
  #known(urn: string): string {
    return `${urn}::${this.snapshot.current(urn)?.id ?? ""}`;
  }
}

/** The provider of a resource that names none, as Pulumi calls it: `default_4_34_2`, set up by the stack's config. */
function defaultProvider({ type, version }: Registration, config: Record<string, string>): Registration {
  const packageName = packageOf(type);
  const suffix = version === undefined ? "" : `_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
  const inputs: Properties = version === undefined ? {} : { version };
  for (const [key, value] of Object.entries(config)) {
    if (key.startsWith(`${packageName}:`)) inputs[key.slice(packageName.length + 1)] = value;
  }
  return customResource(providerType(packageName), `default${suffix}`, inputs);
}
