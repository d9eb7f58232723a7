import type { EgressDoor } from "../../crossing/egress.js";
import type { FarEnd } from "../../crossing/far-end.js";
import { doorLeaf } from "../../crossing/leaves.js";
import type { KubeObject, Pending } from "../../emitted.js";
import { hashedLabel } from "../../crossing/hashed-name.js";
import { believing, credentialSecret } from "../credentials.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";

/** The Secret by which a far end is called; undefined where nothing is shown and the public authorities are believed. */
export function credentialOf(
  place: GatewayPlace,
  { door, end }: { door: EgressDoor; end: FarEnd },
): KubeObject["metadata"] | undefined {
  if (!end.shows.identity && end.believes.kind === "server" && end.believes.bundle === undefined) return undefined;
  const shown = end.shows.identity ? door.identityName : "nobody";
  return metadataOf(place, hashedLabel(`${shown}-to-${end.peer}`, [shown, end.peer]));
}

/** What a door shows a far end, and by whose word it believes it. */
export function callCredential(place: GatewayPlace, call: { door: EgressDoor; end: FarEnd }): KubeObject[] {
  const metadata = credentialOf(place, call);
  if (metadata === undefined) return [];
  const { shows, believes } = call.end;
  return [
    credentialSecret(metadata, {
      leaf: shows.identity ? doorLeaf(place, call.door) : undefined,
      believes: believes.kind === "mesh" ? believing(place.mesh, [believes.mesh]) : byBundle(believes.bundle),
    }),
  ];
}

const byBundle = (bundle: string | undefined): { roots: string | Pending; crls: undefined } => ({
  roots: bundle ?? "",
  crls: undefined,
});
