import * as pulumi from "@pulumi/pulumi";
import { forgetClaims } from "../claims.js";

/** What marks a secret on Pulumi's wire. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A resource as a program registered it. */
export interface Registered {
  type: string;
  name: string;
  /** As on the wire: a secret is a record with a signature. */
  inputs: Record<string, unknown>;
  /** `<urn>::<id>`, or empty for the default provider. */
  provider: string;
  /** How many `transforms` it hands to the engine, which applies them to everything below. */
  transforms: number;
  opts: pulumi.CustomResourceOptions;
  resource: pulumi.Resource;
}

type Answered = Pick<Registered, "inputs" | "provider" | "transforms">;
const answered = new Map<string, Answered>();

/** Certificates answer with what shows where they end up, keys as the engine answers: as secrets. */
export const mockPulumi = (): Promise<void> =>
  pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, provider = "", transforms = [] }) {
        const properties = inputs as Record<string, unknown>;
        answered.set(`${type} ${name}`, { inputs: properties, provider, transforms: transforms.length });
        const isCertificate = type.startsWith("pulumi-nodejs:dynamic/isthmus:");
        const issued = {
          [type.endsWith(":RevocationList") ? "crl" : "certificate"]: `CERT(${name})`,
          privateKey: { [signature]: secretSignature, value: `KEY(${name})` },
        };
        return { id: `${name}-id`, state: { ...properties, ...(isCertificate && issued) } };
      },
      call: () => ({}),
    },
    "project",
    "stack",
  );

/** A program of its own: everything that it registers below the component that it makes with these options, the component first. */
export async function registeredBy(
  program: (opts: pulumi.ComponentResourceOptions) => pulumi.Resource,
): Promise<Registered[]> {
  forgetClaims();
  const seen: Omit<Registered, keyof Answered>[] = [];
  const record: pulumi.ResourceTransformation = ({ type, name, opts, resource }) => {
    seen.push({ type, name, opts: opts, resource });
    return undefined;
  };
  program({ transformations: [record] });
  await Promise.all(seen.map(({ resource }) => valueOf(resource.urn)));
  const unanswered: Answered = { inputs: {}, provider: "", transforms: 0 };
  return seen.map((resource) => ({
    ...resource,
    ...(answered.get(`${resource.type} ${resource.name}`) ?? unanswered),
  }));
}

export const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

export const isSecret = (value: unknown): value is { value: unknown } =>
  typeof value === "object" && value !== null && signature in value;

/** A value as it is, with secrets opened. */
export function opened(value: unknown): unknown {
  if (isSecret(value)) return opened(value.value);
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, opened(child)]));
}

/** A value with secrets left out, as everybody sees it. */
export function inClear(value: unknown): unknown {
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(inClear);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, inClear(child)]));
}
