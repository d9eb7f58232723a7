import * as pulumi from "@pulumi/pulumi";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What a CrossMeshPermission declares. */
export interface CrossMeshPermissionArgs extends CrossMeshPermissionSpec, AloneArgs {}

/** Who may call a gateway, with the declarations that it stands on: the gateway, its mesh, the callers' meshes. */
export class CrossMeshPermission extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: CrossMeshPermissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:CrossMeshPermission", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "crossMeshPermissions", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
