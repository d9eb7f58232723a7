/** What a configuration directory says, parsed and checked. */
export interface Configuration {
  /** Of the files as they are, 16 hexadecimal digits: {@link configurationHash}. */
  hash: string;
  gateway: Gateway;
  /** One `table ip isthmus { … }` block. */
  ruleset: string;
  /** By name. A file that did not change is the same object in the next reading. */
  elementFiles: ReadonlyMap<string, ElementFile>;
}

/** `gateway.json`. */
export interface Gateway {
  version: number;
  name: string;
  vpcs: AttachedVpc[];
}

/** A VPC and the interface that leads to it. */
export interface AttachedVpc {
  name: string;
  /** 1..16383; its packets have it as mark. */
  id: number;
  interface: string;
  /** The gateway's own address there, with prefix length. */
  address: string;
  routes: VpcRoute[];
}

/** A destination behind an interface, on the link or behind a router. */
export interface VpcRoute {
  to: string;
  via?: string;
}

/** One `elements-*.txt`. */
export interface ElementFile {
  name: string;
  /** `SET KEY` to the value as written; empty where the element has none. */
  elements: ReadonlyMap<string, string>;
  /** By {@link Passage.id}. */
  passages: ReadonlyMap<string, Passage>;
}

/** What a flow's mark stands for: who may start it, and how it is translated. */
export interface Passage {
  /** The flow's mark: `0x` and eight digits. */
  id: string;
  /** The conntrack zone of its pair of VPCs. */
  zone: number;
  /** Changes exactly when the translation does. */
  signature: string;
  route: string;
  expose: string;
  direction: string;
}

/** The table that is ours, and nothing else is. */
export const TABLE = "ip isthmus";

/** The one that keeps IPv6 away, which is in force and goes together with it. */
export const TABLE_IPV6 = "ip6 isthmus";

/** Names of sets that the agent adds to the table: what is in force is kept in the kernel itself. */
export const ownSets = {
  /** One element: the first 32 bits of the hash, with the whole hash as comment. */
  applied: "isthmus_applied",
  /** VPC id to `INTERFACE ADDRESS` as comment. */
  attachments: "isthmus_attachments",
  /** Passage id to `ZONE SIGNATURE` as comment. */
  passages: "isthmus_passages",
} as const;

/** Every passage of all files. */
export function* passagesOf({ elementFiles }: Configuration): Iterable<Passage> {
  for (const { passages } of elementFiles.values()) yield* passages.values();
}
