import { z } from "zod";
import { type DeclarationKind, fabricSchema, type FabricSpec } from "../model/fabric.js";
import { inNameOrder } from "../model/name.js";
import type { Problem } from "../model/problem.js";
import { schemaProblems, wording } from "./schema-problems.js";

/** The kinds of declaration, in the order in which a Fabric is read. */
export const declarationKinds = Object.keys(fabricSchema.shape) as DeclarationKind[];

/** What a Fabric declares: what fits its schema, and the names of all that is there, fit or not. */
export interface Declared {
  spec: Required<FabricSpec>;
  names: Record<DeclarationKind, Set<string>>;
  problems: Problem[];
}

/**
 * Reads a Fabric declaration by declaration, in the order of their names. One that does not fit its schema becomes
 * problems and is left out, and the others are still checked; its name stays known, so that nobody is told it is
 * missing. What it refers to is looked at once it fits: before that its fields may hold anything.
 */
export function readDeclared(input: unknown): Declared {
  const problems: Problem[] = [];
  const names = Object.fromEntries(declarationKinds.map((kind) => [kind, new Set<string>()])) as Declared["names"];
  const spec = Object.fromEntries(declarationKinds.map((kind) => [kind, inNameOrder({})])) as Required<FabricSpec>;

  const shape = fabricSchema.safeParse(withoutDeclarations(input), { error: wording });
  if (!shape.success) problems.push(...schemaProblems(shape.error.issues, input, []));

  for (const kind of declarationKinds) {
    const declarations = recordOf(input, kind);
    const schema = fabricSchema.shape[kind] as z.ZodOptional<z.ZodRecord>;
    const { keyType, valueType } = schema.unwrap();
    for (const [name, declaration] of Object.entries(inNameOrder(declarations))) {
      if (declaration === undefined) continue;
      names[kind].add(name);
      const value = z.safeParse(keyType, name).success ? z.safeParse(valueType, declaration) : undefined;
      if (value?.success === true) {
        (spec[kind] as Record<string, unknown>)[name] = value.data;
        continue;
      }
      const parsed = schema.safeParse({ [name]: declaration }, { error: wording });
      if (parsed.success) Object.assign(spec[kind], parsed.data);
      else problems.push(...schemaProblems(parsed.error.issues, { [name]: declaration }, [kind]));
    }
  }
  return { spec, names, problems };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What `z.record` takes: not a Map, whose entries would be overlooked. */
const isRecord = (value: unknown): value is Record<string, unknown> => z.core.util.isPlainObject(value);

const recordOf = (input: unknown, kind: DeclarationKind): Record<string, unknown> => {
  const declarations = isObject(input) ? input[kind] : undefined;
  return isRecord(declarations) ? declarations : {};
};

/** The Fabric with every record of declarations emptied, so that its own shape is checked once and alone. */
const withoutDeclarations = (input: unknown): unknown =>
  isObject(input)
    ? Object.fromEntries(
        Object.entries(input).map(([key, value]) => [key, isRecord(value) && key in fabricSchema.shape ? {} : value]),
      )
    : input;
