import { MeshTargetKind } from "../../../model/choices.js";
import { ownOf } from "../../own.js";

/** What belongs to target istio. */
export const own = ownOf(({ kind }) => kind === MeshTargetKind.Istio);
