import { type Problem, ProblemsError } from "../../model/problem.js";
import { type ObjectReference } from "./cluster-client.js";
import { ApiError, ClusterUnreachable } from "../../cluster/api-error.js";
import { apiProblem, isForbidden } from "./refusals.js";

/** What a refused dry run means for a preview. */
export type Refusal =
  /** The preview can still show the inputs. */
  | { kind: "inputs-only"; note: string; warn?: boolean }
  /** The object needs a namespace; it is enough if this run creates it. */
  | { kind: "namespace"; name: string }
  /** `up` would be refused too. */
  | { kind: "problem"; problem: Problem };

/**
 * Tells what an error of a dry run means; rethrows what is none of the API server's doing. Who may only read can still
 * see a preview; before an `up`, which is `binding`, that is a problem.
 */
export function refusalOf(error: unknown, reference: ObjectReference, binding: boolean): Refusal {
  if (error instanceof ClusterUnreachable) return { kind: "inputs-only", note: error.message, warn: true };
  if (!(error instanceof ApiError)) throw error;
  const { status, details, message } = error;
  if (status === 404 && details.kind === "namespaces") return { kind: "namespace", name: details.name ?? "" };
  if (isForbidden(error)) {
    if (binding) return { kind: "problem", problem: apiProblem(error, reference) };
    return { kind: "inputs-only", note: `the cluster does not let us try it: ${message}`, warn: true };
  }
  if (status === 400 && /dry[- ]?run/i.test(message)) return { kind: "inputs-only", note: message, warn: true };
  return { kind: "problem", problem: apiProblem(error, reference) };
}

/** Throws what the API server refused as a problem, and anything else as it is. */
export function rethrow(error: unknown, reference: ObjectReference): never {
  throw error instanceof ApiError ? new ProblemsError([apiProblem(error, reference)]) : error;
}
