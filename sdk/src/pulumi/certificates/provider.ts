import type { dynamic } from "@pulumi/pulumi";
import { renewalDue } from "../../trust/validity.js";
import { crl } from "./crl.js";
import type { AnyHandler, Properties } from "./handler.js";
import { issuer } from "./issuer.js";
import type { CertificateKind } from "./kind.js";
import { leaf } from "./leaf.js";
import { root } from "./root.js";

export { CertificateKind } from "./kind.js";
export { serveCertificatesFromPlugin } from "./transport.js";

const handlers: Record<CertificateKind, AnyHandler> = { root, issuer, leaf, crl };

/** What a preview has in place of a value that is not known yet (Pulumi's sdk/nodejs/runtime/rpc.ts). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The certificates of the `managed` mode as Pulumi resources. Values are plain: who calls keeps the secrets, which are
 * `privateKey` of each certificate and the inputs `rootKey`, `issuerKey` and `authorityKey`. Nothing exists outside the state, so deleting
 * is forgetting. Errors and failures never quote a key.
 */
export const provider = {
  /**
   * Finds everything wrong with the inputs that are known. No failure names its property as such: Pulumi prints the
   * value of that property beside it, even of a secret.
   */
  check(_olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
    const parsed = handlerOf(news).schema.safeParse(news);
    const failures = (parsed.error?.issues ?? [])
      .filter(({ path: [name] }) => !isUnknown(news[String(name)]))
      .map(({ path, message }) => ({ property: "", reason: `${path.join(".")}: ${message}` }));
    return Promise.resolve({ inputs: news, failures });
  },

  /** A change is another identity (replace), other content, or a renewal that is due (both in place). */
  diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    const { identity, content } = handlerOf(news);
    const differs = (name: string): boolean => JSON.stringify(olds[name]) !== JSON.stringify(news[name]);
    const replaces = identity.filter(differs);
    return Promise.resolve({
      changes: replaces.length > 0 || content.some(differs) || isDue(olds),
      replaces,
      deleteBeforeReplace: false,
    });
  },

  /** Issues. */
  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    return issue(inputs);
  },

  /** Issues again: a new certificate for the same resource. */
  async update(_id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const { outs } = await issue(news, olds);
    return { outs };
  },

  delete(): Promise<void> {
    return Promise.resolve();
  },
} satisfies dynamic.ResourceProvider;

async function issue(inputs: Properties, previous?: Properties): Promise<{ id: string; outs: Properties }> {
  const handler = handlerOf(inputs);
  const { id, issued } = await handler.create(inputs, new Date(), previous);
  const kept = Object.entries(inputs).filter(([name]) => !handler.signingKeys.includes(name));
  return { id, outs: { ...Object.fromEntries(kept), ...issued } };
}

function handlerOf({ kind }: Properties): AnyHandler {
  const handler = Object.entries(handlers).find(([name]) => name === kind)?.[1];
  if (handler === undefined) throw new Error(`kind is ${JSON.stringify(kind)}, not root, issuer, leaf or crl`);
  return handler;
}

/** State without readable dates, as after a failed create, is due. */
function isDue({ notBefore, notAfter }: Properties): boolean {
  const [start, end] = [notBefore, notAfter].map((date) => new Date(typeof date === "string" ? date : Number.NaN));
  if (start === undefined || end === undefined || Number.isNaN(start.getTime() + end.getTime())) return true;
  return renewalDue(start, end, new Date());
}

/** A list is unknown as soon as one of its parts is. */
const isUnknown = (value: unknown): boolean =>
  value === UNKNOWN || (Array.isArray(value) && value.some((part) => isUnknown(part)));
