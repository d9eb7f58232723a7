import { z } from "zod";

const urn = z.string().regex(/^urn:pulumi:[^:]+::[^:]+::.+::/, "must be a Pulumi URN");
const properties = z.record(z.string(), z.json());

/** Pulumi's ResourceV3, as far as we read it; what else there is stays as it is. */
const resource = z.looseObject({
  urn,
  type: z.string().min(1),
  custom: z.boolean().default(false),
  id: z.string().optional(),
  inputs: properties.optional(),
  outputs: properties.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  additionalSecretOutputs: z.array(z.string()).nullish(),
  ignoreChanges: z.array(z.string()).nullish(),
  initErrors: z.array(z.string()).nullish(),
  deletedWith: z.string().optional(),
  customTimeouts: z.record(z.string(), z.number()).nullish(),
  delete: z.boolean().optional(),
  external: z.boolean().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
});

/** Pulumi's UntypedDeployment, version 3: what `pulumi stack export` writes and `pulumi stack import` reads. */
export const deploymentSchema = z.looseObject({
  version: z.literal(3),
  deployment: z.looseObject({
    secrets_providers: z.looseObject({ type: z.string(), state: z.unknown() }).nullish(),
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.looseObject({ type: z.string(), resource })).nullish(),
  }),
});
