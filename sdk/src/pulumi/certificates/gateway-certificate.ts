import * as pulumi from "@pulumi/pulumi";
import { CertificateResource } from "./certificate-resource.js";

export interface GatewayCertificateArgs {
  /** The gateway's identity. Another one makes another certificate resource. */
  spiffeId: pulumi.Input<string>;
  /** Host names beside the identity. Defaults to none. */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** How long it holds, 1-2160. Defaults to 24; a run after two thirds renews it. */
  hours?: pulumi.Input<number>;
  /** PEM. Another one makes the certificate anew, in place. */
  issuerCertificate: pulumi.Input<string>;
  /** PKCS#8 PEM; kept as a secret. */
  issuerKey: pulumi.Input<string>;
}

/** A gateway's certificate and key, for both ends of a connection. `certificate` is the chain without the root. */
export class GatewayCertificate extends CertificateResource {
  constructor(name: string, args: GatewayCertificateArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("GatewayCertificate", name, { ...args, issuerKey: pulumi.secret(args.issuerKey) }, opts);
  }
}
