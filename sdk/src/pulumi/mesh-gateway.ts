import * as pulumi from "@pulumi/pulumi";
import type { ConnectivityRow } from "../reach/connectivity.js";
import type { MeshGatewayInputs } from "./mesh-gateway-inputs.js";
import { type AloneArgs, componentInputs, realiseAlone } from "./realise-alone.js";

/** What a MeshGateway declares. */
export interface MeshGatewayArgs extends MeshGatewayInputs, AloneArgs {}

/** A gateway of one mesh, with the declarations that it stands on: its mesh, what it exposes, who may call it. */
export class MeshGateway extends pulumi.ComponentResource {
  /** Who may reach what, by a sentence each: sorted and stable, so that a preview shows its diff. */
  public readonly connectivity: pulumi.Output<Record<string, ConnectivityRow>>;

  constructor(name: string, args: MeshGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("isthmus:index:MeshGateway", name, componentInputs(args), opts);
    this.connectivity = realiseAlone(this, name, "meshGateways", args);
    this.registerOutputs({ connectivity: this.connectivity });
  }
}
