/** The kinds of certificate, and the list that revokes some, by the resources that they are, as the input `kind` names them. */
export const CertificateKind = {
  MeshRoot: "root",
  MeshIssuer: "issuer",
  GatewayCertificate: "leaf",
  RevocationList: "crl",
} as const;
export type CertificateKind = (typeof CertificateKind)[keyof typeof CertificateKind];
