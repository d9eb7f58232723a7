import * as pulumi from "@pulumi/pulumi";
import { CertificateKind } from "./kind.js";
import { transport } from "./transport.js";

export interface RevocationListArgs {
  /** The SPIFFE trust domain, the authority's. Another one makes another list. */
  trustDomain: pulumi.Input<string>;
  /** PEM, of a root or an issuer. Another one makes the list anew, in place. */
  authorityCertificate: pulumi.Input<string>;
  /** PKCS#8 PEM; kept as a secret. */
  authorityKey: pulumi.Input<string>;
  /** Serial numbers of certificates that it signed, in hexadecimal; may be empty. Others make the list anew, in place. */
  revoked: pulumi.Input<pulumi.Input<string>[]>;
}

/** What a root or an issuer no longer stands for: an X.509 CRL, for 90 days. */
export class RevocationList extends pulumi.CustomResource {
  /** PEM. Not known in a preview that will issue. */
  declare readonly crl: pulumi.Output<string>;
  /** ISO 8601; its thisUpdate. */
  declare readonly notBefore: pulumi.Output<string>;
  /** ISO 8601; its nextUpdate. */
  declare readonly notAfter: pulumi.Output<string>;

  constructor(name: string, args: RevocationListArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { typePrefix, inputs } = transport();
    const authorityKey = pulumi.secret(args.authorityKey);
    const outputs = { crl: undefined, notBefore: undefined, notAfter: undefined };
    const kind = CertificateKind.RevocationList;
    super(`${typePrefix}RevocationList`, name, { kind, ...args, authorityKey, ...outputs, ...inputs }, opts);
  }
}
