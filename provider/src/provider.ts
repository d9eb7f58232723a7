import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { type CertificateProvider, Certificates } from "./certificates.js";
import { type ComponentName, componentNames, packageName } from "./package.js";
import type { PackageSchema } from "./package-schema.js";

/** A component's class, with arguments as they come over the wire. */
export type ComponentClass = new (name: string, args: never, opts?: ComponentResourceOptions) => ComponentResource;

/** What the plugin serves. */
export interface Served {
  components: Record<ComponentName, ComponentClass>;
  certificates: CertificateProvider;
  /** The certificates' resources: `{ MeshRoot: "root" }`. */
  certificateKinds: Record<string, string>;
  schema: PackageSchema;
}

/**
 * The package `isthmus` for every language: components by Construct, certificates by Create and its kin. Pulumi's own
 * host for components serves nothing else, and analyses the sources anew in each process.
 */
export class IsthmusProvider extends Certificates implements Provider {
  readonly version: string;

  constructor(private readonly served: Served) {
    super(served.certificates, served.certificateKinds);
    this.version = served.schema.version;
  }

  getSchema(): Promise<string> {
    return Promise.resolve(JSON.stringify(this.served.schema));
  }

  /** @throws FabricError, which is an InputPropertiesError, with every problem of the declarations. */
  construct(name: string, type: string, inputs: Inputs, options: ComponentResourceOptions): Promise<ConstructResult> {
    const { components, schema } = this.served;
    const found = componentNames.find((component) => type === `${packageName}:index:${component}`);
    if (found === undefined) throw new Error(`the plugin ${packageName} has no component ${type}`);
    const component = new components[found](name, inputs as never, options);
    const outputs = Object.keys(schema.resources[type]?.properties ?? {});
    const values = component as unknown as Record<string, unknown>;
    return Promise.resolve({
      urn: component.urn,
      state: Object.fromEntries(outputs.map((output) => [output, values[output]])),
    });
  }

  /** Certificates exist in the state only. */
  delete(): Promise<void> {
    return Promise.resolve();
  }
}
