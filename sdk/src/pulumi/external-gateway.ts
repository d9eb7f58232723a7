import * as pulumi from "@pulumi/pulumi";
import type { ExternalGatewaySpec } from "../model/external-gateway.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What an ExternalGateway declares. */
export interface ExternalGatewayArgs extends ExternalGatewaySpec, AloneArgs {}

/** A gateway outside any cluster, with the meshes that it trusts and that trust it. */
export class ExternalGateway extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: ExternalGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:ExternalGateway", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "externalGateways", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
