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
};

function certificate(
  description: string,
  inputProperties: Record<string, PropertySchema>,
  requiredInputs: string[],
): ResourceSchema {
  return { description, inputProperties, requiredInputs, properties: issued, required: Object.keys(issued) };
}
