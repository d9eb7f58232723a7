import { Analyzer, type AnalyzeResult } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { certificateSchemas } from "./certificate-schema.js";
import { componentNames, manifest, packageDirectory, packageName } from "./package.js";
import type { PackageSchema } from "./package-schema.js";

/**
 * The package's schema, from the TypeScript of the components: Pulumi's own analyzer reads it, and refuses what other
 * languages cannot say. It takes seconds and the sources, so it runs where the schema is made and tested; the plugin
 * serves schema.json.
 */
export function analyzePackage(): PackageSchema {
  const entry = { main: "../sdk/src/index.js" };
  const analyzer = new Analyzer(packageDirectory, packageName, entry, new Set(componentNames));
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  const { version, description } = manifest;
  const generated = generateSchema(packageName, version, description, components, typeDefinitions, dependencies);
  const schema = JSON.parse(JSON.stringify(generated)) as PackageSchema;
  describeTypes(schema, typeDefinitions, analyzer["docStrings"] as Record<string, string>);
  return {
    ...schema,
    resources: byKey({ ...schema.resources, ...certificateSchemas }),
    types: byKey(schema.types),
  };
}

/** `generateSchema` leaves out what the analyzer has read of an interface's own comment. */
function describeTypes(
  { types }: PackageSchema,
  definitions: AnalyzeResult["typeDefinitions"],
  comments: Record<string, string>,
): void {
  for (const [token, type] of Object.entries(types)) {
    const name = token.split(":").at(-1) ?? "";
    type.description = definitions[name]?.description ?? comments[name];
  }
}

const byKey = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
