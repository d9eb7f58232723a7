import * as pulumi from "@pulumi/pulumi";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type Declarations, withSecretKubeconfigs } from "./declarations.js";
import { realise } from "./realise.js";

/** What a Fabric holds. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Pulumi's analyzer wants an interface of this name
export interface FabricArgs extends Declarations {}

/**
 * Many declarations that are checked as one and realised together: meshes, gateways, permissions, offers and routes,
 * each by name.
 */
export class Fabric extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: FabricArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:Fabric", name, withSecretKubeconfigs(args), opts);
    this.connectivity = realise(this, name, args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
