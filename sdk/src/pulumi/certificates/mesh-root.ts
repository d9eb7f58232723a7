import type * as pulumi from "@pulumi/pulumi";
import { CertificateResource } from "./certificate-resource.js";

export interface MeshRootArgs {
  /** The SPIFFE trust domain. Another one makes another root. */
  trustDomain: pulumi.Input<string>;
}

/** A mesh's root of trust: 10 years, bound to its trust domain by a name constraint. */
export class MeshRoot extends CertificateResource {
  constructor(name: string, args: MeshRootArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("MeshRoot", name, { ...args }, opts);
  }
}
