import type { CheckedCaller, CheckedListener } from "../../../fabric/checked.js";
import type { HttpMatch, ValueMatch } from "../../../model/http-match.js";
import type { Crossing } from "../../../reach/crossings.js";
import { groupBy } from "../../crossing/group-by.js";
import type { Tree } from "../../emitted.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import { policyPaths } from "../requests/path.js";
import { wholeHeader } from "./header-values.js";
import { pathsWithin } from "./more-specific.js";

/** Some requests, as AuthorizationPolicy says it: an operation, and what is asked besides. */
interface Request {
  operation: { [field: string]: string[] };
  when: Tree[];
}

/** The rules of crossings at a listener: callers of equal requests share one, and requests of equal callers. */
export function listenerRules({ exposes }: CheckedListener, crossings: Crossing[]): Tree[] {
  const within = pathsWithin(exposes);
  const byRequest = groupBy(
    crossings.map((crossing) => ({ request: requestOf(crossing, within), principal: principal(crossing.caller) })),
    ({ request }) => JSON.stringify(request),
  ).map((group) => ({ request: group[0].request, principals: sorted(group.map((one) => one.principal)) }));
  return groupBy(byRequest, ({ request, principals }) => JSON.stringify([principals, request.when])).flatMap(
    (group) => {
      const { request, principals } = group[0];
      return inParts(group, mostOperations).map((part) => ({
        from: [{ source: { principals } }],
        to: part.map((one) => ({ operation: one.request.operation })),
        ...(request.when.length > 0 && { when: request.when }),
      }));
    },
  );
}

/** Operations of one rule, so that rules can be spread over policies. */
const mostOperations = 128;

const inParts = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

const sorted = (texts: string[]): string[] => [...new Set(texts)].sort();

/** A caller without the scheme; a namespace and a mesh as what their identities begin with, which ends on a boundary. */
export function principal({
  mesh: { trustDomain },
  namespace,
  serviceAccount,
}: Omit<CheckedCaller, "service">): string {
  if (namespace === undefined) return `${trustDomain}/ns/*`;
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount ?? "*"}`;
}

/** Requests at this Expose, without those that a more specific one behind the listener takes. */
function requestOf({ listener, request }: Crossing, within: ReturnType<typeof pathsWithin>): Request {
  const paths = policyPaths(request.path);
  const notPaths = within(request.path).flatMap(policyPaths);
  return {
    operation: {
      ...listenerOperation(listener),
      ...(request.method !== undefined && { methods: [request.method] }),
      ...(paths.length > 0 && { paths }),
      ...(notPaths.length > 0 && { notPaths }),
    },
    when: conditions(request),
  };
}

/** What tells a listener's requests from those of other listeners of the gateway. */
export const listenerOperation = ({ port, hostname }: CheckedListener): Request["operation"] => ({
  ports: [String(containerPortOf(port))],
  ...(hostname !== undefined && { hosts: [hostname, `${hostname}:*`] }),
});

const conditions = ({ headers = [] }: HttpMatch): Tree[] => headers.map(headerCondition);

/** A `*` alone is any value of a header that is there. */
function headerCondition({ name, exact, present }: ValueMatch): Tree {
  if (exact !== undefined) return { key: wholeHeader(name), values: [exact] };
  const key = `request.headers[${name.toLowerCase()}]`;
  return present === false ? { key, notValues: ["*"] } : { key, values: ["*"] };
}
