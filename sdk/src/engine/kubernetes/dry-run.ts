import { type Problem, ProblemsError } from "../../model/problem.js";
import { ApiError, ClusterUnreachable, FIELD_MANAGER, type ObjectReference } from "./cluster-client.js";
import { describe } from "./await.js";

/** What a refused dry run means for a preview. */
export type Refusal =
  /** The preview can still show the inputs. */
  | { kind: "inputs-only"; note: string; warn?: boolean }
  /** The object needs a namespace; it is enough if this run creates it. */
  | { kind: "namespace"; name: string }
  /** `up` would be refused too. */
  | { kind: "problem"; problem: Problem };

/** Tells what an error of a dry run means; rethrows what is none of the API server's doing. */
export function refusalOf(error: unknown, reference: ObjectReference): Refusal {
  if (error instanceof ClusterUnreachable) return { kind: "inputs-only", note: error.message, warn: true };
  if (!(error instanceof ApiError)) throw error;
  const { status, details, message } = error;
  if (status === 404 && details.kind === "namespaces") return { kind: "namespace", name: details.name ?? "" };
  if (status === 403 && !/admission|denied the request/.test(message)) {
    return { kind: "inputs-only", note: `the cluster does not let us try it: ${message}`, warn: true };
  }
  if (status === 400 && /dry[- ]?run/i.test(message)) return { kind: "inputs-only", note: message, warn: true };
  return { kind: "problem", problem: apiProblem(error, reference) };
}

/** The API server's refusal as a problem; a conflict names the owners of the fields. */
export function apiProblem(error: ApiError, reference: ObjectReference): Problem {
  const path = describe(reference);
  if (error.status === 409 && (error.details.causes ?? []).some(({ reason }) => reason === "FieldManagerConflict")) {
    const causes = (error.details.causes ?? []).map(({ field, message }) => `${field} (${ownerOf(message)})`);
    return {
      code: "kubernetes.conflict",
      path,
      message: `${path} has fields that others own: ${causes.join(", ")}`,
      hint: `leave these fields out, or take them over for "${FIELD_MANAGER}" with --force-conflicts`,
    };
  }
  const immutable = /immutable/i.test(error.message);
  return {
    code: immutable ? "kubernetes.immutable" : "kubernetes.refused",
    path,
    message: `the API server refuses ${path}: ${error.message}`,
    ...(immutable
      ? { hint: "name the field in the resource's `replaceOnChanges`, so that the object is replaced" }
      : {}),
  };
}

/** Throws what the API server refused as a problem, and anything else as it is. */
export function rethrow(error: unknown, reference: ObjectReference): never {
  throw error instanceof ApiError ? new ProblemsError([apiProblem(error, reference)]) : error;
}

const ownerOf = (message: string | undefined): string =>
  /conflict with (.*)/.exec(message ?? "")?.[1] ?? "another manager";
