import { PermissionAction } from "../model/cross-mesh-permission.js";
import type { Problem } from "../model/problem.js";
import type { CheckedFabric } from "./checked.js";

/** What is legal and worth a second look. */
export function* fabricNotes({ gateways }: Pick<CheckedFabric, "gateways">): Iterable<Problem> {
  for (const gateway of gateways) {
    for (const listener of gateway.listeners) {
      const path = `meshGateways.${gateway.name}.listeners.${listener.name}`;
      if (listener.crossMesh && !listener.permissions.some(({ action }) => action === PermissionAction.Allow)) {
        yield {
          code: "gateway.listener.closed",
          path,
          message: `listener "${listener.name}" of gateway "${gateway.name}" is crossMesh and no permission allows a call: closed to everybody`,
          hint: "add a crossMeshPermission to let callers in",
        };
      }
      if (!listener.crossMesh && listener.sourceRanges === undefined && listener.exposes.length > 0) {
        yield {
          code: "gateway.listener.open",
          path,
          message: `listener "${listener.name}" of gateway "${gateway.name}" is open to everybody who reaches it`,
          hint: "set sourceRanges to the addresses that may call, or crossMesh: true to let in by permission",
        };
      }
      if (listener.exposes.length === 0) {
        yield {
          code: "gateway.listener.empty",
          path,
          message: `nothing is exposed behind listener "${listener.name}" of gateway "${gateway.name}"`,
          hint: "add an Expose to offer a service there",
        };
      }
    }
  }
}
