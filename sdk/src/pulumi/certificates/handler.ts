import type { z } from "zod";

/** Properties as they cross Pulumi's wire, secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** What a certificate resource answers. */
export interface Issued extends IssuedLife {
  /** PEM. A leaf's is followed by its issuer's, in the order in which TLS sends them. */
  certificate: string;
  /** PKCS#8 PEM; a secret. */
  privateKey: string;
  /** Hexadecimal. */
  serial: string;
}

/** What a revocation list answers. */
export interface IssuedCrl extends IssuedLife {
  /** PEM. */
  crl: string;
}

/** From when until when it holds, by which it is renewed. */
export interface IssuedLife {
  /** ISO 8601. */
  notBefore: string;
  /** ISO 8601. */
  notAfter: string;
}

/** How one kind of certificate or list lives: the data by which `provider` decides, and the one act of issuing. */
export interface CertificateHandler<Inputs> {
  schema: z.ZodType<Inputs>;
  /** A change of these makes another resource. */
  identity: (keyof Inputs & string)[];
  /** A change of these makes another certificate of the same resource. */
  content: (keyof Inputs & string)[];
  /** Inputs that are not kept beside the result. */
  signingKeys: (keyof Inputs & string)[];
  id(inputs: Inputs): string;
  issue(inputs: Inputs, now: Date, previous?: Properties): Promise<Issued | IssuedCrl>;
}

/** The key of a certificate that is renewed; undefined for the first, and where a resource is replaced. */
export const keyOf = (previous: Properties | undefined): string | undefined => {
  const key = previous?.["privateKey"];
  return typeof key === "string" ? key : undefined;
};

/** A handler with its own kind of inputs forgotten, so that handlers of all kinds stand in one record. */
export interface AnyHandler {
  identity: string[];
  content: string[];
  signingKeys: string[];
  schema: z.ZodType<Properties>;
  /** @throws ZodError if the inputs do not fit. */
  create(inputs: Properties, now: Date, previous?: Properties): Promise<{ id: string; issued: Issued | IssuedCrl }>;
}

/** Closes a handler over its kind of inputs. */
export const handler = <Inputs extends object>(own: CertificateHandler<Inputs>): AnyHandler => ({
  identity: own.identity,
  content: own.content,
  signingKeys: own.signingKeys,
  schema: own.schema as unknown as z.ZodType<Properties>,
  async create(properties, now, previous) {
    const inputs = own.schema.parse(properties);
    return { id: own.id(inputs), issued: await own.issue(inputs, now, previous) };
  },
});
