/** A property of a type or resource, as far as Pulumi's package schema is used here. */
export interface PropertySchema {
  type?: string;
  $ref?: string;
  description?: string;
  plain?: boolean;
  secret?: boolean;
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
}

/** A resource of the package; a component where `isComponent` says so. */
export interface ResourceSchema {
  type?: string;
  description?: string;
  isComponent?: boolean;
  inputProperties: Record<string, PropertySchema>;
  requiredInputs: string[];
  /** What it answers. */
  properties: Record<string, PropertySchema>;
  required: string[];
}

/** An object, or an enum. */
export interface TypeSchema {
  description?: string;
  type: string;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  enum?: { name?: string; description?: string; value: string | number }[];
}

/** Pulumi's package schema, by which it makes an SDK for each language. */
export interface PackageSchema {
  name: string;
  version: string;
  description?: string;
  resources: Record<string, ResourceSchema>;
  types: Record<string, TypeSchema>;
  language?: Record<string, unknown>;
  dependencies?: unknown[];
}
