import { parseProviderReference } from "../urn.js";
import { references, type ResourceState } from "./resource.js";

/** What Pulumi would refuse in a state (snapshot.go, VerifyIntegrity), as sentences. */
export function* integrityErrors(resources: ResourceState[]): Iterable<string> {
  const seen = new Map<string, ResourceState>();
  for (const resource of resources) {
    const { urn, type, custom, id, provider } = resource;
    if (urn === "" || type === "") yield `a resource has no ${urn === "" ? "URN" : `type (${urn})`}`;
    if (!custom && id !== undefined) yield `${urn} is a component but has an id`;
    for (const needed of new Set(references(resource))) {
      if (!seen.has(needed)) yield `${urn} refers to ${needed}, which does not stand before it`;
    }
    if (provider !== undefined) {
      const { urn: providerUrn, id: providerId } = parseProviderReference(provider);
      const found = seen.get(providerUrn);
      if (found !== undefined && found.id !== providerId) yield `${urn} refers to ${provider}, whose id is ${found.id}`;
    }
    if (seen.has(urn) && resource.delete !== true && seen.get(urn)?.delete !== true) yield `${urn} stands twice`;
    if (resource.delete !== true || !seen.has(urn)) seen.set(urn, resource);
  }
}
