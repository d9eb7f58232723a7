import * as pulumi from "@pulumi/pulumi";
import type { RouteSpec } from "../model/route.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What a Route declares. */
export interface RouteArgs extends RouteSpec, AloneArgs {}

/** A use of an offer, with the declarations that it stands on: the offer, its gateway, the meshes or VPCs of both sides. */
export class Route extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: RouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:Route", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "routes", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
