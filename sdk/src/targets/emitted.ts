import type { DeclarationKind } from "../model/fabric.js";

/** Certificate material by the name of its certificate, once it exists. */
export type Material = Record<string, { certificate: string; privateKey: string }>;

/** A string inside an object that waits for certificates. Whoever realises the object fills it in. */
export class Pending {
  constructor(
    /** The certificates it is made of, by name. */
    readonly needs: string[],
    /** Whether it holds a private key. */
    readonly secret: boolean,
    readonly of: (material: Material) => string,
  ) {}
}

/** A value in a Kubernetes object. */
export type Leaf = string | number | boolean | null | Pending;
export type Tree = Leaf | undefined | Tree[] | { [field: string]: Tree };

/** A Kubernetes object as data. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: Tree;
}

/** The declaration that an object or certificate realises. */
export interface Owner {
  kind: DeclarationKind;
  name: string;
}

/** One Kubernetes object, and where it belongs. */
export interface EmittedObject {
  /** Undefined is the Fabric as a whole. */
  owner: Owner | undefined;
  /** What it is to its owner, unique there: `deployment`. Its resource is named `OWNER-ID`. */
  id: string;
  /** The cluster by name; undefined is the provider in use. */
  cluster: string | undefined;
  object: KubeObject;
  /** Objects further up that have to be there first, beside its namespace and what its pods mount. Defaults to none. */
  after?: KubeObject[];
  /** An object further up without which the cluster refuses this one, also when a preview asks. Defaults to none. */
  needs?: KubeObject;
}

/** A root, an issuer, a leaf or a revocation list that has to exist. */
export interface EmittedCertificate {
  owner: Owner;
  id: string;
  /** How `Pending` names it. */
  name: string;
  profile: CertificateProfile;
}

export type CertificateProfile =
  | { kind: "root"; trustDomain: string }
  | { kind: "issuer"; trustDomain: string; root: string }
  | { kind: "leaf"; issuer: string; spiffeId: string; dnsNames: string[]; hours: number }
  /** What a root or issuer, `authority` by name, no longer stands for; its PEM is the material's `certificate`. */
  | { kind: "crl"; trustDomain: string; authority: string; revoked: string[] };

/** What a Fabric becomes on its targets. */
export interface Emitted {
  objects: EmittedObject[];
  certificates: EmittedCertificate[];
}

/** Fills in what waited for certificates, and drops undefined fields. */
export function settle(tree: Tree, material: Material): unknown {
  if (typeof tree !== "object" || tree === null) return tree;
  if (tree instanceof Pending) return tree.of(material);
  if (Array.isArray(tree)) return tree.map((item) => settle(item, material));
  const settled: Record<string, unknown> = {};
  for (const field in tree) {
    const value = tree[field];
    if (value !== undefined) settled[field] = settle(value, material);
  }
  return settled;
}
