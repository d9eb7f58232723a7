/** The kinds of certificate by the resources that they are, as the input `kind` names them. */
export const CertificateKind = { MeshRoot: "root", MeshIssuer: "issuer", GatewayCertificate: "leaf" } as const;
export type CertificateKind = (typeof CertificateKind)[keyof typeof CertificateKind];
