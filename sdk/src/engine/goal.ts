import { secondsOf } from "./duration.js";
import { keepOld, parsePath } from "./path.js";
import type { Registration } from "./registration.js";
import type { ResourceState } from "./state/resource.js";
import { hasSecret, mapValues, type Properties, Secret, UNKNOWN } from "./value.js";

/** The inputs with what `ignoreChanges` names as it was. */
export function withIgnoredChanges(inputs: Properties, old: ResourceState | undefined, ignored: string[]): Properties {
  if (old === undefined) return inputs;
  return ignored.reduce<Properties>((kept, path) => keepOld(kept, old.inputs, parsePath(path)) as Properties, inputs);
}

/** The outputs with those marked secret that the program says are, or whose inputs are. */
export function withSecrets(
  outputs: Properties,
  inputs: Properties,
  { additionalSecretOutputs }: Registration,
): Properties {
  return mapValues(outputs, (value, key) => {
    const input = inputs[key];
    const secret = additionalSecretOutputs.includes(key) || (input !== undefined && hasSecret(input));
    return secret && value !== UNKNOWN ? new Secret(value) : value;
  });
}

/** What the state keeps of a registration besides its properties. */
export function stateOf(
  registration: Registration,
  urn: string,
  inputs: Properties,
  old: ResourceState | undefined,
): ResourceState {
  const { type, custom, parent, provider, dependencies, propertyDependencies } = registration;
  const { additionalSecretOutputs, ignoreChanges, protect, retainOnDelete, deletedWith, customTimeouts } = registration;
  return {
    urn,
    type,
    custom,
    inputs,
    outputs: {},
    dependencies,
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).filter(([, urns]) => urns.length > 0),
    ),
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
    ...(additionalSecretOutputs.length === 0 ? {} : { additionalSecretOutputs }),
    ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
    ...(protect === true ? { protect } : {}),
    ...(retainOnDelete === true ? { retainOnDelete } : {}),
    ...(deletedWith === undefined ? {} : { deletedWith }),
    ...(customTimeouts === undefined
      ? {}
      : { customTimeouts: mapValues(customTimeouts, (text) => secondsOf(text, `${urn}, customTimeouts`)) }),
    ...(old?.created === undefined ? {} : { created: old.created }),
    ...(old?.modified === undefined ? {} : { modified: old.modified }),
    ...(old?.others === undefined ? {} : { others: old.others }),
  };
}
