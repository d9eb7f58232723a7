import type { Properties } from "../value.js";

/** What a stack knows of one resource, secrets open in memory and sealed on disk. */
export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  inputs: Properties;
  outputs: Properties;
  parent?: string;
  provider?: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  additionalSecretOutputs?: string[];
  protect?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  ignoreChanges?: string[];
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number };
  /** The object exists but did not come up; the next run tries again. */
  initErrors?: string[];
  /** Already replaced; waits for its deletion. */
  delete?: boolean;
  created?: string;
  modified?: string;
  /** What another engine wrote and we do not read; kept as it is. */
  others?: Record<string, unknown>;
}

/** The URNs that must stand before this resource in a state. */
export function references(resource: ResourceState): string[] {
  const { parent, provider, dependencies, propertyDependencies, deletedWith } = resource;
  return [
    ...(parent === undefined ? [] : [parent]),
    ...(provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))]),
    ...(deletedWith === undefined ? [] : [deletedWith]),
    ...dependencies,
    ...Object.values(propertyDependencies).flat(),
  ];
}

/** The resource with every reference to one URN turned into another; itself if it has none. */
export function renamed(resource: ResourceState, from: string, to: string): ResourceState {
  if (!references(resource).includes(from)) return resource;
  const swap = (urn: string) => (urn === from ? to : urn);
  return {
    ...resource,
    ...(resource.parent === undefined ? {} : { parent: swap(resource.parent) }),
    ...(resource.provider?.startsWith(`${from}::`) === true
      ? { provider: to + resource.provider.slice(from.length) }
      : {}),
    ...(resource.deletedWith === undefined ? {} : { deletedWith: swap(resource.deletedWith) }),
    dependencies: resource.dependencies.map(swap),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, urns.map(swap)]),
    ),
  };
}
