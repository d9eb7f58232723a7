import type { PropertySchema, ResourceSchema } from "./package-schema.js";

const text = (description: string): PropertySchema => ({ type: "string", description });
const key = (description: string): PropertySchema => ({ ...text(description), secret: true });

const issued: Record<string, PropertySchema> = {
  certificate: text("PEM. A gateway's is followed by its issuer's."),
  privateKey: key("PKCS#8 PEM."),
  notBefore: text("ISO 8601."),
  notAfter: text("ISO 8601."),
  serial: text("Hexadecimal."),
};

const trustDomain = text("The SPIFFE trust domain. Another one makes another resource.");

/** The resources that the analyzer does not find, since it takes components only: they match the classes of the SDK. */
export const certificateSchemas: Record<string, ResourceSchema> = {
  "isthmus:index:MeshRoot": certificate(
    "A mesh's root of trust: 10 years, bound to its trust domain by a name constraint.",
    { trustDomain },
    ["trustDomain"],
  ),
  "isthmus:index:MeshIssuer": certificate(
    "What signs a mesh's gateways: 1 year, under the mesh's root.",
    {
      trustDomain,
      rootCertificate: text("PEM. Another one makes the issuer anew, in place."),
      rootKey: key("PKCS#8 PEM."),
    },
    ["trustDomain", "rootCertificate", "rootKey"],
  ),
  "isthmus:index:GatewayCertificate": certificate(
    "A gateway's certificate and key, for both ends of a connection.",
    {
      spiffeId: text("The gateway's identity. Another one makes another resource."),
      dnsNames: {
        type: "array",
        items: { type: "string" },
        description: "Host names beside the identity. Defaults to none.",
      },
      hours: {
        type: "integer",
        description: "How long it holds, 1-2160. Defaults to 24; a run after two thirds renews it.",
      },
      issuerCertificate: text("PEM. Another one makes the certificate anew, in place."),
      issuerKey: key("PKCS#8 PEM."),
    },
    ["spiffeId", "issuerCertificate", "issuerKey"],
  ),
  "isthmus:index:RevocationList": resource(
    "What a root or an issuer no longer stands for: an X.509 CRL, for 90 days.",
    {
      trustDomain,
      authorityCertificate: text("PEM, of a root or an issuer. Another one makes the list anew, in place."),
      authorityKey: key("PKCS#8 PEM."),
      revoked: {
        type: "array",
        items: { type: "string" },
        description: "Serial numbers of certificates that it signed, in hexadecimal; may be empty.",
      },
    },
    ["trustDomain", "authorityCertificate", "authorityKey", "revoked"],
    { crl: text("PEM."), notBefore: text("ISO 8601."), notAfter: text("ISO 8601.") },
  ),
};

function certificate(
  description: string,
  inputProperties: Record<string, PropertySchema>,
  requiredInputs: string[],
): ResourceSchema {
  return resource(description, inputProperties, requiredInputs, issued);
}

function resource(
  description: string,
  inputProperties: Record<string, PropertySchema>,
  requiredInputs: string[],
  properties: Record<string, PropertySchema>,
): ResourceSchema {
  return { description, inputProperties, requiredInputs, properties, required: Object.keys(properties) };
}
