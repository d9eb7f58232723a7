import * as pulumi from "@pulumi/pulumi";
import { CertificateResource } from "./certificate-resource.js";

export interface MeshIssuerArgs {
  /** The SPIFFE trust domain, the root's. Another one makes another issuer. */
  trustDomain: pulumi.Input<string>;
  /** PEM. Another one makes the issuer anew, in place. */
  rootCertificate: pulumi.Input<string>;
  /** PKCS#8 PEM; kept as a secret. */
  rootKey: pulumi.Input<string>;
}

/** What signs a mesh's gateways: 1 year, under the mesh's root. */
export class MeshIssuer extends CertificateResource {
  constructor(name: string, args: MeshIssuerArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("MeshIssuer", name, { ...args, rootKey: pulumi.secret(args.rootKey) }, opts);
  }
}
