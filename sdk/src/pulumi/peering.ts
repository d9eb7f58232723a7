import * as pulumi from "@pulumi/pulumi";
import type { PeeringSpec } from "../model/peering.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What a Peering declares. */
export interface PeeringArgs extends PeeringSpec, AloneArgs {}

/** VPCs that use one another's addresses, with the VPCs that it stands on. */
export class Peering extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: PeeringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:Peering", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "peerings", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
