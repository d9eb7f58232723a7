import type { z } from "zod";
import { type DeclarationKind, fabricSchema, type FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import { schemaProblems } from "./schema-problems.js";

/** The kinds of declaration, in the order in which a Fabric is read. */
export const declarationKinds = Object.keys(fabricSchema.shape) as DeclarationKind[];

/** What a Fabric declares: what fits its schema, and the names of all that is there, fit or not. */
export interface Declared {
  spec: Required<FabricSpec>;
  names: Record<DeclarationKind, Set<string>>;
  problems: Problem[];
}

/**
 * Reads a Fabric declaration by declaration. One that does not fit its schema becomes problems and is left out, and
 * the others are still checked; its name stays known, so that nobody is told it is missing.
 */
export function readDeclared(input: unknown): Declared {
  const problems: Problem[] = [];
  const names = Object.fromEntries(declarationKinds.map((kind) => [kind, new Set<string>()])) as Declared["names"];
  const spec = Object.fromEntries(declarationKinds.map((kind) => [kind, {}])) as Required<FabricSpec>;

  const shape = fabricSchema.safeParse(withoutDeclarations(input));
  if (!shape.success) problems.push(...schemaProblems(shape.error.issues, input, []));

  for (const kind of declarationKinds) {
    const declarations = recordOf(input, kind);
    const schema = fabricSchema.shape[kind] as z.ZodOptional<z.ZodRecord>;
    for (const [name, declaration] of Object.entries(declarations)) {
      if (declaration === undefined) continue;
      names[kind].add(name);
      const parsed = schema.safeParse({ [name]: declaration });
      if (parsed.success) Object.assign(spec[kind], parsed.data);
      else problems.push(...schemaProblems(parsed.error.issues, { [name]: declaration }, [kind]));
    }
  }
  return { spec, names, problems };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const recordOf = (input: unknown, kind: DeclarationKind): Record<string, unknown> => {
  const declarations = isRecord(input) ? input[kind] : undefined;
  return isRecord(declarations) ? declarations : {};
};

/** The Fabric with every record of declarations emptied, so that its own shape is checked once and alone. */
const withoutDeclarations = (input: unknown): unknown =>
  isRecord(input)
    ? Object.fromEntries(
        Object.entries(input).map(([key, value]) => [key, isRecord(value) && key in fabricSchema.shape ? {} : value]),
      )
    : input;
