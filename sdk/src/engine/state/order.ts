import { references, type ResourceState } from "./resource.js";

/** What a resource needs, before it; otherwise the order given. References to what is gone are dropped. */
export function inOrder(resources: ResourceState[]): ResourceState[] {
  const byUrn = new Map<string, ResourceState>();
  for (const resource of resources) if (resource.delete !== true) byUrn.set(resource.urn, resource);
  const placed = new Set<ResourceState>();
  const order: ResourceState[] = [];
  const place = (resource: ResourceState): void => {
    if (placed.has(resource)) return;
    placed.add(resource);
    for (const urn of references(resource)) {
      const needed = byUrn.get(urn);
      if (needed !== undefined) place(needed);
    }
    order.push(withoutDangling(resource, byUrn));
  };
  resources.forEach(place);
  return order;
}

function withoutDangling(resource: ResourceState, known: Map<string, ResourceState>): ResourceState {
  if (references(resource).every((urn) => known.has(urn))) return resource;
  const { parent, provider, deletedWith, ...rest } = resource;
  const here = (urns: string[]) => urns.filter((urn) => known.has(urn));
  return {
    ...rest,
    ...(parent !== undefined && known.has(parent) ? { parent } : {}),
    ...(provider !== undefined && known.has(provider.slice(0, provider.lastIndexOf("::"))) ? { provider } : {}),
    ...(deletedWith !== undefined && known.has(deletedWith) ? { deletedWith } : {}),
    dependencies: here(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, here(urns)]),
    ),
  };
}
