import type { Problem } from "../../model/problem.js";
import { describe } from "./await.js";
import { FIELD_MANAGER, type ObjectReference } from "./cluster-client.js";
import { type ApiError } from "../../cluster/api-error.js";

/** One way in which an API server refuses an object, and the way out. */
interface Rule {
  code: string;
  matches(error: ApiError): boolean;
  /** Defaults to what the server says. */
  message?(error: ApiError, path: string): string;
  hint?(error: ApiError, reference: ObjectReference): string | undefined;
}

const causes = ({ details }: ApiError) => details.causes ?? [];

/** True if another manager owns fields that we want to set. */
export const isOwnershipConflict = (error: ApiError): boolean =>
  error.status === 409 && causes(error).some(({ reason }) => reason === "FieldManagerConflict");

/** True if the server, and not a webhook, a policy or a quota, forbids it. */
export const isForbidden = ({ status, message }: ApiError): boolean =>
  status === 403 && / is forbidden: User ".*" cannot /.test(message);

/** The first that matches counts. */
const rules: Rule[] = [
  {
    code: "kubernetes.conflict",
    matches: isOwnershipConflict,
    message(error, path) {
      const owned = causes(error).map(({ field, message }) => `${field} (${ownerOf(message)})`);
      return `${path} has fields that others own: ${owned.join(", ")}`;
    },
    hint: () => `leave these fields out, or take them over for "${FIELD_MANAGER}" with --force-conflicts`,
  },
  {
    code: "kubernetes.namespace-terminating",
    matches: (error) => causes(error).some(({ reason }) => reason === "NamespaceTerminating"),
    hint: (_, { namespace = "" }) => `wait until the namespace "${namespace}" is gone, or choose another`,
  },
  {
    code: "kubernetes.unauthenticated",
    matches: ({ status }) => status === 401,
    hint: () => "the credentials in the kubeconfig are not, or no longer, accepted; log in again",
  },
  {
    code: "kubernetes.quota",
    matches: ({ status, message }) => status === 403 && /exceeded quota|must specify limits/.test(message),
    hint: (_, { namespace = "" }) =>
      `see \`kubectl describe quota --namespace ${namespace}\`; ask for less, or have the quota raised`,
  },
  {
    code: "kubernetes.forbidden",
    matches: isForbidden,
    hint({ message }) {
      const [, user, , resource, group] =
        /User "(.*?)" cannot (\S+) resource "(.*?)" in API group "(.*?)"/.exec(message) ?? [];
      if (user === undefined) return undefined;
      const inGroup = group === "" ? "" : `.${group}`;
      return `grant "${user}" the verbs get, list, create, patch and delete on ${resource}${inGroup}, by a Role and a RoleBinding`;
    },
  },
  {
    code: "kubernetes.admission",
    matches: ({ message }) =>
      /admission webhook|ValidatingAdmissionPolicy|violates PodSecurity|calling webhook/.test(message),
    hint: ({ message }) =>
      message.includes("calling webhook")
        ? "the webhook does not answer: mend it, or wait until it runs"
        : "change the object as the policy asks, or have the policy changed",
  },
  {
    code: "kubernetes.too-large",
    matches: ({ status, message }) =>
      status === 413 || /request is too large|Too long: may not be more|Too long: must have at most/.test(message),
    hint: () => "split it: an object may have about 1.5 MB, and the data of a ConfigMap or a Secret 1 MiB",
  },
  {
    code: "kubernetes.immutable",
    matches: ({ message }) => /immutable|updates to .* forbidden/i.test(message),
    hint(error) {
      const fields = [...new Set(causes(error).flatMap(({ field }) => (field === undefined ? [] : [`"${field}"`])))];
      const named = fields.length === 0 ? "the field" : fields.join(", ");
      return `name ${named} in the resource's \`replaceOnChanges\`, so that the object is replaced`;
    },
  },
];

/** The API server's refusal as a problem with a way out. */
export function apiProblem(error: ApiError, reference: ObjectReference): Problem {
  const path = describe(reference);
  const rule = rules.find((one) => one.matches(error));
  const hint = rule?.hint?.(error, reference);
  return {
    code: rule?.code ?? "kubernetes.refused",
    path,
    message: rule?.message?.(error, path) ?? `the API server refuses ${path}: ${error.message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

const ownerOf = (message: string | undefined): string =>
  /conflict with (.*)/.exec(message ?? "")?.[1] ?? "another manager";
