import { fields, isReferenceName, tagErrors, text, type Value } from "./manifest.js";

/** validators.go, ValidateTargetRef: of the kinds that Isthmus uses. */
export function* targetRefErrors(ref: Value, kinds: string[], gatewayTags = false): Iterable<string> {
  const { kind, name, tags, labels, namespace } = fields(ref);
  if (!kinds.includes(text(kind))) {
    yield `kind ${text(kind)} is not supported`;
    return;
  }
  if (kind === "Mesh" && (name ?? tags ?? labels ?? namespace) !== undefined) yield "Mesh has no other fields";
  if (kind === "MeshSubset") {
    if ((name ?? labels ?? namespace) !== undefined) yield "MeshSubset has tags only";
    yield* tagErrors(tags);
  }
  if (kind === "MeshGateway") {
    if (!isReferenceName(text(name))) yield "MeshGateway needs a name";
    if (tags !== undefined && !gatewayTags) yield "tags must not be set with kind MeshGateway";
    yield* tagErrors(tags);
  }
  if (kind === "MeshServiceSubset") {
    if (!isReferenceName(text(name))) yield "MeshServiceSubset needs a name";
    if ((labels ?? namespace) !== undefined) yield "MeshServiceSubset has a name and tags only";
    yield* tagErrors(tags);
  }
  if (kind === "MeshService" || kind === "MeshExternalService") {
    if (!isReferenceName(text(name))) yield `${kind} needs a name`;
    if (tags !== undefined || labels !== undefined) yield `${kind} has a name only`;
  }
}
