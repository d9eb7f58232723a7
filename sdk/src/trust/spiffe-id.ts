import type { Problem } from "../model/problem.js";

/** A workload's identity, by SPIFFE-ID 2: `spiffe://TRUST-DOMAIN/PATH`. */
export interface SpiffeId {
  /** Lower-case: `payments.acme.internal`. */
  trustDomain: string;
  /** Starts with `/`; empty for the trust domain itself. */
  path: string;
}

const SCHEME = "spiffe://";
const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;
const SEGMENT = /^[A-Za-z0-9._-]+$/;
/** SPIFFE-ID 2.3, in bytes; every character that the standard allows is one byte. */
const LONGEST_ID = 2048;

/** The identity of a Kubernetes service account, in the form that Istio, Kuma and SPIRE share. */
export const spiffeId = (trustDomain: string, namespace: string, serviceAccount: string): string =>
  `${SCHEME}${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;

/** The identity of the trust domain itself, which its signing certificates carry (X509-SVID 3.1). */
export const trustDomainId = (trustDomain: string): string => `${SCHEME}${trustDomain}`;

/** Everything by which a text fails to be a SPIFFE ID; nothing for a good one. `path` says where the text stands. */
export function* spiffeIdProblems(id: string, path: string): Iterable<Problem> {
  const refuse = (code: string, message: string): Problem => ({
    code: `trust.spiffe-id.${code}`,
    path,
    message: `"${id.length > 100 ? `${id.slice(0, 100)}…` : id}" ${message}`,
    hint: "write spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT",
  });
  if (!id.startsWith(SCHEME)) {
    yield refuse("scheme", `does not start with ${SCHEME}`);
    return;
  }
  if (id.length > LONGEST_ID) yield refuse("length", `is longer than ${LONGEST_ID} bytes`);
  const { trustDomain, path: identity } = split(id);
  if (!TRUST_DOMAIN.test(trustDomain)) {
    yield refuse(
      "trust-domain",
      "needs a trust domain of 1-255 lower-case letters, digits, dots, dashes and underscores",
    );
  }
  if (identity === "") return;
  const segments = identity.slice(1).split("/");
  if (segments.some((segment) => !SEGMENT.test(segment) || segment === "." || segment === "..")) {
    yield refuse("path", "needs a path of segments of letters, digits, dots, dashes and underscores, none . or ..");
  }
}

/**
 * The parts of a SPIFFE ID.
 * @throws Error with the first problem, for a text that is none.
 */
export function parseSpiffeId(id: string): SpiffeId {
  for (const { message } of spiffeIdProblems(id, "")) throw new Error(message);
  return split(id);
}

function split(id: string): SpiffeId {
  const rest = id.slice(SCHEME.length);
  const slash = rest.indexOf("/");
  return slash === -1
    ? { trustDomain: rest, path: "" }
    : { trustDomain: rest.slice(0, slash), path: rest.slice(slash) };
}
