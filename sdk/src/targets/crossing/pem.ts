import { Pending } from "../emitted.js";

/** Certificates and revocation lists, as `Pending` names them, in PEM, one after another. They are public. */
export const certificatePem = (...names: string[]): Pending =>
  new Pending(names, false, (material) => names.map((name) => material[name]?.certificate ?? "").join(""));

/** The private key of a certificate, in PEM. */
export const privateKeyPem = (name: string): Pending =>
  new Pending([name], true, (material) => material[name]?.privateKey ?? "");

/** As the data of a Secret holds it; as secret as it was. */
export const base64 = ({ needs, secret, of }: Pending): Pending =>
  new Pending(needs, secret, (material) => btoa(of(material)));
