import { propertyPath } from "../../fabric/path.js";
import { selectedGateways } from "../../fabric/permission-problems.js";
import type { DeclarationKind } from "../../model/fabric.js";
import type { Spec } from "../own.js";

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
  spec: Spec,
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
    const field = new Field(kind);
    for (const [name, value] of Object.entries(declarations)) if (isMine(value, name)) fields.walk(field, name, value);
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

/** A field of declarations, made once however many set it. */
class Field {
  readonly isNamed: boolean;
  readonly isOpaque: boolean;
  readonly #parts = new Map<string, Field>();

  constructor(readonly name: string) {
    this.isNamed = isNamed(name);
    this.isOpaque = isOpaque(name);
  }

  part(key: string): Field {
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const part = new Field(`${this.name}.${key}`);
    this.#parts.set(key, part);
    return part;
  }
}

/** Only where a value stands: what is made of other fields is told by these. */
class FieldWalk {
  readonly found: UsedField[] = [];
  readonly #is: (field: string, value: unknown) => boolean;
  /** The keys down to where the walk is, */
  readonly #at: PropertyKey[] = [];
  /** and the field that each begins; undefined for names and indices. */
  readonly #fields: (Field | undefined)[] = [];

  constructor(is: (field: string, value: unknown) => boolean) {
    this.#is = is;
  }

  walk(kind: Field, name: string, declaration: unknown): void {
    this.#enter(kind.name);
    this.#enter(name);
    this.#visit(kind, declaration);
    this.#leave();
    this.#leave();
  }

  #enter(key: PropertyKey, field?: Field): void {
    this.#at.push(key);
    this.#fields.push(field);
  }

  #leave(): void {
    this.#at.pop();
    this.#fields.pop();
  }

  #visit(field: Field, value: unknown): void {
    const hasParts = !field.isOpaque && this.#parts(field, value);
    if (hasParts || !this.#is(field.name, value)) return;
    this.found.push(new UsedField(field.name, [...this.#at], value, this.#around()));
  }

  /** What the field is part of, below its declaration. */
  #around(): FieldPlace[] {
    return this.#fields
      .slice(0, -1)
      .flatMap((field, index) =>
        field === undefined ? [] : [new FieldPlace(field.name, this.#at.slice(0, index + 1))],
      );
  }

  /** True where there are any. */
  #parts(field: Field, value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return this.#each(value.entries(), (item) => this.#parts(field, item));
    if (field.isNamed) return this.#each(Object.entries(value), (entry) => this.#members(field, entry as object));
    return this.#members(field, value);
  }

  /** Looks at all of what has names or indices; true where any has parts. */
  #each(entries: Iterable<[PropertyKey, unknown]>, look: (entry: unknown) => boolean): boolean {
    let any = false;
    for (const [key, entry] of entries) {
      this.#enter(key);
      any = look(entry) || any;
      this.#leave();
    }
    return any;
  }

  #members(field: Field, value: object): boolean {
    let any = false;
    for (const [key, part] of Object.entries(value)) {
      if (part === undefined) continue;
      any = true;
      const own = field.part(key);
      this.#enter(key, own);
      this.#visit(own, part);
      this.#leave();
    }
    return any;
  }
}
