import { propertyPath } from "../../fabric/path.js";
import { selectedGateways } from "../../fabric/permission-problems.js";
import type { DeclarationKind, FabricSpec } from "../../model/fabric.js";

/** Where a field stands in a Fabric. */
export class FieldPlace {
  constructor(
    /** Without names and indices: `routes.rules.match.path`. */
    readonly field: string,
    readonly at: PropertyKey[],
  ) {}

  /** As problems write it; made when it is asked for, since nearly all fields are fine. */
  get path(): string {
    return propertyPath(...this.at);
  }
}

/** A field that a declaration sets. */
export class UsedField extends FieldPlace {
  constructor(
    field: string,
    at: PropertyKey[],
    readonly value: unknown,
    /** The fields that it is part of, the outermost first. */
    readonly within: FieldPlace[],
  ) {
    super(field, at);
  }
}

/** Records by names of your choice, whose names are no fields. */
const named = new Set(["meshGateways.listeners"]);

/** Records whose entries are data. */
const opaque = new Set([
  "meshGateways.tags",
  "meshGateways.service.annotations",
  "crossMeshPermissions.gatewayTags",
  "crossMeshPermissions.http.jwt.claims",
  "exposes.service.selector",
  "routes.from.labels",
]);

/** True for a record by names of your choice, below a declaration. */
export const isNamed = (field: string): boolean => named.has(field);

/** True for a record whose entries are data. */
export const isOpaque = (field: string): boolean => opaque.has(field);

/**
 * The fields that a mesh and what belongs to it set: its gateways, what stands behind them, and Routes from it.
 * `is` says which of them, by field and value; a large Fabric sets millions, of which few are asked for.
 */
export function usedFields(
  spec: Required<FabricSpec>,
  mesh: string,
  is: (field: string, value: unknown) => boolean = () => true,
): UsedField[] {
  const { meshes, meshGateways, exposes, crossMeshPermissions, routes, externalGateways } = spec;
  const isOwn = (gateway: string | undefined): boolean => gateway !== undefined && meshGateways[gateway]?.mesh === mesh;
  const fields = new FieldWalk(is);
  const own = <T>(
    kind: DeclarationKind,
    declarations: Record<string, T>,
    isMine: (value: T, name: string) => boolean,
  ) => {
    for (const [name, value] of Object.entries(declarations)) if (isMine(value, name)) fields.walk(kind, name, value);
  };
  own("meshes", meshes, (_, name) => name === mesh);
  own("meshGateways", meshGateways, (gateway) => gateway.mesh === mesh);
  own("exposes", exposes, ({ gateway }) => isOwn(gateway));
  own("crossMeshPermissions", crossMeshPermissions, (permission) =>
    selectedGateways(permission, meshGateways).some(([, gateway]) => gateway.mesh === mesh),
  );
  own("routes", routes, ({ from }) => from.mesh === mesh);
  const called = new Set(
    Object.values(routes).flatMap(({ from, to }) => (from.mesh === mesh ? (to.externalGateway ?? []) : [])),
  );
  own("externalGateways", externalGateways, (_, name) => called.has(name));
  return fields.found;
}

/** Only where a value stands: what is made of other fields is told by these. */
class FieldWalk {
  readonly found: UsedField[] = [];
  readonly #is: (field: string, value: unknown) => boolean;
  readonly #at: PropertyKey[] = [];
  readonly #within: { field: string; depth: number }[] = [];

  constructor(is: (field: string, value: unknown) => boolean) {
    this.#is = is;
  }

  walk(kind: DeclarationKind, name: string, declaration: unknown): void {
    this.#below(kind, () => {
      this.#below(name, () => {
        this.#visit(kind, declaration);
      });
    });
  }

  #below<T>(key: PropertyKey, look: () => T): T {
    this.#at.push(key);
    const seen = look();
    this.#at.pop();
    return seen;
  }

  #visit(field: string, value: unknown): void {
    if (value === undefined) return;
    this.#within.push({ field, depth: this.#at.length });
    const hasParts = !isOpaque(field) && this.#parts(field, value);
    this.#within.pop();
    if (!hasParts && this.#is(field, value))
      this.found.push(new UsedField(field, [...this.#at], value, this.#around()));
  }

  /** What the field is part of, below its declaration. */
  #around(): FieldPlace[] {
    return this.#within
      .filter(({ depth }) => depth > 2)
      .map(({ field, depth }) => new FieldPlace(field, this.#at.slice(0, depth)));
  }

  /** True where there are any. */
  #parts(field: string, value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value))
      return value.map((item, index) => this.#below(index, () => this.#parts(field, item))).includes(true);
    if (!isNamed(field)) return this.#members(field, value);
    return Object.entries(value)
      .map(([name, entry]) => this.#below(name, () => this.#members(field, entry as object)))
      .includes(true);
  }

  #members(field: string, value: object): boolean {
    let any = false;
    for (const [key, part] of Object.entries(value)) {
      if (part === undefined) continue;
      any = true;
      this.#below(key, () => {
        this.#visit(`${field}.${key}`, part);
      });
    }
    return any;
  }
}
