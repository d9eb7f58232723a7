import { randomUUID } from "node:crypto";
import type { CertificateProvider } from "../certificates/index.js";
import { Secret, type Properties } from "../value.js";
import type { Script } from "./script.js";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";

const configMap = (name: string, data: Properties) => ({ metadata: { name, namespace: "shop" }, data });

/** A root of trust, a namespace, and what is told of both. */
async function base(p: Script) {
  const root = await p.resource(
    "isthmus:index:MeshRoot",
    "root",
    { mesh: "shop" },
    { additionalSecretOutputs: ["key"] },
  );
  const ns = await p.resource("kubernetes:core/v1:Namespace", "ns", { metadata: { name: "shop" } });
  const secret = {
    metadata: { name: "root", namespace: "shop" },
    stringData: new Secret({ key: root.outputs["key"] ?? null }),
  };
  const more = { dependencies: [root.urn, ns.urn] };
  const token = await p.resource("kubernetes:core/v1:Secret", "root", secret, more);
  return { ns, token };
}

const deployment = (app: string, replicas: number) => ({
  metadata: { name: "web", namespace: "shop" },
  spec: { replicas, selector: { matchLabels: { app } } },
});

/** The programs whose runs are cut off. */
export const programs = {
  nothing: () => Promise.resolve(),

  /** All new. */
  first: async (p: Script) => {
    const { ns, token } = await base(p);
    const more = { dependencies: [ns.urn, token.urn] };
    await Promise.all([
      p.resource(CONFIG_MAP, "a", configMap("a", { v: "1" }), more),
      p.resource(CONFIG_MAP, "b", configMap("b", { v: "1" }), more),
      p.resource("kubernetes:apps/v1:Deployment", "web", deployment("web", 1), more),
    ]);
  },

  /** Two changes, one addition, one deletion. */
  changed: async (p: Script) => {
    const { ns, token } = await base(p);
    const more = { dependencies: [ns.urn, token.urn] };
    await Promise.all([
      p.resource(CONFIG_MAP, "a", configMap("a", { v: "2" }), more),
      p.resource(CONFIG_MAP, "c", configMap("c", { v: "1" }), more),
      p.resource("kubernetes:apps/v1:Deployment", "web", deployment("web", 2), more),
    ]);
  },

  /** A selector that cannot change, and an object under another name. */
  replaced: async (p: Script) => {
    const { ns, token } = await base(p);
    const more = { dependencies: [ns.urn, token.urn] };
    await Promise.all([
      p.resource(CONFIG_MAP, "a", configMap("a-two", { v: "1" }), more),
      p.resource(CONFIG_MAP, "b", configMap("b", { v: "1" }), more),
      p.resource("kubernetes:apps/v1:Deployment", "web", deployment("shop", 1), more),
    ]);
  },
};
export type ProgramName = keyof typeof programs;

/** Issues a new key each time that it is asked. */
export const certificates = (): Promise<CertificateProvider> =>
  Promise.resolve({ create: () => Promise.resolve({ id: "root", outs: { key: `key-${randomUUID()}` } }) });
