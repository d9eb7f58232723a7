import * as pulumi from "@pulumi/pulumi";
import { CertificateKind } from "./kind.js";
import { transport } from "./transport.js";

/** What every certificate resource answers. Not known in a preview that will issue. */
export class CertificateResource extends pulumi.CustomResource {
  /** PEM. A gateway's is followed by its issuer's. */
  declare readonly certificate: pulumi.Output<string>;
  /** PKCS#8 PEM; a secret. */
  declare readonly privateKey: pulumi.Output<string>;
  /** ISO 8601. */
  declare readonly notBefore: pulumi.Output<string>;
  /** ISO 8601. */
  declare readonly notAfter: pulumi.Output<string>;
  /** Hexadecimal. */
  declare readonly serial: pulumi.Output<string>;

  protected constructor(
    type: keyof typeof CertificateKind,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const outputs = {
      certificate: undefined,
      privateKey: undefined,
      notBefore: undefined,
      notAfter: undefined,
      serial: undefined,
    };
    const { typePrefix, inputs: transportInputs } = transport();
    super(
      `${typePrefix}${type}`,
      name,
      { kind: CertificateKind[type], ...inputs, ...outputs, ...transportInputs },
      pulumi.mergeOptions({ additionalSecretOutputs: ["privateKey"] }, opts),
    );
  }
}
