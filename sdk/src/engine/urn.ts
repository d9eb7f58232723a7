/** The type of the root of every stack. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** Who a URN belongs to. */
export interface StackIdentity {
  stack: string;
  project: string;
}

/** The parts of `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export interface Urn extends StackIdentity {
  /** The types of the ancestors, then the resource's own, joined by `$`. */
  qualifiedType: string;
  /** The resource's own type. */
  type: string;
  name: string;
}

/** The URN of a resource. A parent gives its chain of types, the stack excepted: it is every chain's root. */
export function urnOf({ stack, project }: StackIdentity, type: string, name: string, parent?: string): string {
  const ancestors = parent === undefined || parent === "" ? "" : parseUrn(parent).qualifiedType;
  const chain = ancestors === "" || ancestors === STACK_TYPE ? type : `${ancestors}$${type}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/** The parts of a URN. The name is the rest: it may itself hold `::`. */
export function parseUrn(urn: string): Urn {
  const [head, project, qualifiedType, ...name] = urn.split("::");
  if (head === undefined || project === undefined || qualifiedType === undefined || !head.startsWith("urn:pulumi:")) {
    throw new Error(`"${urn}" is not a Pulumi URN (urn:pulumi:<stack>::<project>::<type>::<name>)`);
  }
  return {
    stack: head.slice("urn:pulumi:".length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: name.join("::"),
  };
}

/** A reference to a provider: `<urn>::<id>`. */
export interface ProviderReference {
  urn: string;
  id: string;
}

/** The parts of `<urn>::<id>`; the id holds no `::`. */
export function parseProviderReference(reference: string): ProviderReference {
  const at = reference.lastIndexOf("::");
  return { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}

/** `kubernetes` of `kubernetes:core/v1:Secret`, and of `pulumi:providers:kubernetes`. */
export function packageOf(type: string): string {
  const [first = "", second, third] = type.split(":");
  return first === "pulumi" && second === "providers" ? (third ?? "") : first;
}

/** The type of the provider of a package. */
export const providerType = (packageName: string): string => `pulumi:providers:${packageName}`;
