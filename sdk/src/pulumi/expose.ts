import * as pulumi from "@pulumi/pulumi";
import type { ExposeSpec } from "../model/expose.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What an Expose declares. */
export interface ExposeArgs extends ExposeSpec, AloneArgs {}

/** An offer, with the declarations that it stands on: the gateway in front of the service and its mesh, or the VPC. */
export class Expose extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: ExposeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:Expose", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "exposes", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
