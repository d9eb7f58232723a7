import type { z } from "zod";
import { type DeclarationKind, fabricSchema } from "../../model/fabric.js";
import { isNamed, isOpaque } from "./used-fields.js";

/** A field that declarations of the mesh side can set, and what it is made of. */
export interface ModelField {
  /** Without names and indices: `routes.rules.match.path`. */
  field: string;
  /** The fields that it is made of; none where it holds a value. */
  parts: ModelField[];
  /** The values that it can have, where these are few. */
  values: string[];
}

const kinds: DeclarationKind[] = [
  "meshes",
  "meshGateways",
  "exposes",
  "crossMeshPermissions",
  "routes",
  "externalGateways",
];

/** Fields that these declarations have for VPCs. */
const ofVpcs = new Set([
  "exposes.vpc",
  "exposes.ips",
  "exposes.as",
  "exposes.ports",
  "exposes.returnRoute",
  "exposes.filter",
  "exposes.idleTimeout",
  "routes.from.vpc",
  "routes.from.ips",
  "routes.from.as",
  "routes.from.nat",
  "routes.to.cidrs",
  "routes.filter",
  "routes.idleTimeout",
]);

/** Every field of the mesh side, by kind of declaration, as the schemas of the model have them. */
export const modelFields = (): ModelField[] =>
  kinds.map((kind) => ({ field: kind, parts: partsOf(kind, entryOf(fabricSchema.shape[kind])), values: [] }));

/** zod's schemas as they describe themselves. */
type Definition = { def: z.core.$ZodTypeDef & Record<string, unknown> };

/** What is declared under a name. */
const entryOf = (schema: unknown): unknown => (bare(schema) as unknown as z.ZodRecord).def.valueType;

function partsOf(field: string, schema: unknown): ModelField[] {
  const within = isNamed(field) ? bare(entryOf(schema)) : bare(schema);
  if (isOpaque(field) || within.def.type !== "object") return [];
  return Object.entries((within as unknown as z.ZodObject).shape).flatMap(([key, part]) => {
    const name = `${field}.${key}`;
    return ofVpcs.has(name) ? [] : [{ field: name, parts: partsOf(name, part), values: valuesOf(part) }];
  });
}

function valuesOf(schema: unknown): string[] {
  const within = bare(schema);
  return within.def.type === "enum" ? Object.values((within as unknown as z.ZodEnum<Record<string, string>>).enum) : [];
}

/** Without what says that it may be absent, or be there many times. */
function bare(schema: unknown): Definition {
  const { def } = schema as Definition;
  if (def.type === "optional") return bare(def["innerType"]);
  if (def.type === "array") return bare(def["element"]);
  return schema as Definition;
}
