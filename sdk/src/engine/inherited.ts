import type { Registration } from "./registration.js";
import type { ResourceState } from "./state/resource.js";

/** A registration with what a resource has from its parent unless it says otherwise, as Pulumi's engine does it. */
export function withInherited(registration: Registration, parent: ResourceState | undefined): Registration {
  const protect = registration.protect ?? parent?.protect;
  const retainOnDelete = registration.retainOnDelete ?? parent?.retainOnDelete;
  const deletedWith = registration.deletedWith ?? parent?.deletedWith;
  return {
    ...registration,
    ...(protect === undefined ? {} : { protect }),
    ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
    ...(deletedWith === undefined ? {} : { deletedWith }),
  };
}
