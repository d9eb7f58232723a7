/** An AuthorizationPolicy, as far as ours go. */
export interface Policy {
  action: "ALLOW" | "DENY";
  rules?: PolicyRule[];
}

interface PolicyRule {
  from?: { source: { principals?: string[]; notPrincipals?: string[]; ipBlocks?: string[] } }[];
  to?: {
    operation: { ports?: string[]; hosts?: string[]; methods?: string[]; paths?: string[]; notPaths?: string[] };
  }[];
  when?: { key: string; values?: string[]; notValues?: string[] }[];
}

/** A request at a gateway's pod, its path normalised. */
export interface PodRequest {
  /** `trust.domain/ns/NAMESPACE/sa/ACCOUNT`. */
  principal: string;
  port: number;
  host: string;
  method: string;
  path: string;
  /** By their names in lower case. */
  headers: Record<string, string>;
}

/** What Istio decides (security/v1 AuthorizationPolicy): deny first; then, where a policy allows anything, only that. */
export function isAllowed(policies: Policy[], request: PodRequest): boolean {
  const fits = ({ rules = [] }: Policy): boolean => rules.some((rule) => ruleFits(rule, request));
  if (policies.some((policy) => policy.action === "DENY" && fits(policy))) return false;
  const allowing = policies.filter(({ action }) => action === "ALLOW");
  return allowing.length === 0 || allowing.some(fits);
}

const ruleFits = ({ from, to, when = [] }: PolicyRule, request: PodRequest): boolean =>
  (from === undefined || from.some(({ source }) => sourceFits(source, request))) &&
  (to === undefined || to.some(({ operation }) => operationFits(operation, request))) &&
  when.every((condition) => conditionFits(condition, request));

const sourceFits = (
  { principals, notPrincipals }: NonNullable<PolicyRule["from"]>[number]["source"],
  { principal }: PodRequest,
): boolean => listFits(principals, principal) && (notPrincipals === undefined || !listFits(notPrincipals, principal));

const operationFits = (
  { ports, hosts, methods, paths, notPaths }: NonNullable<PolicyRule["to"]>[number]["operation"],
  { port, host, method, path }: PodRequest,
): boolean =>
  listFits(ports, String(port)) &&
  listFits(hosts, host) &&
  listFits(methods, method) &&
  listFits(paths, path) &&
  (notPaths === undefined || !listFits(notPaths, path));

function conditionFits({ key, values, notValues }: NonNullable<PolicyRule["when"]>[number], { headers }: PodRequest) {
  const name =
    /^(?:request\.headers|experimental\.envoy\.filters\.http\.header_to_metadata)\[(.+)\]$/.exec(key)?.[1] ?? "";
  const value = headers[name];
  const holds = (list: string[]): boolean => value !== undefined && listFits(list, value);
  return (values === undefined || holds(values)) && (notValues === undefined || !holds(notValues));
}

/** Undefined asks for nothing; a star at one end is any text, also none. */
const listFits = (patterns: string[] | undefined, text: string): boolean =>
  patterns === undefined || patterns.some((pattern) => patternFits(pattern, text));

function patternFits(pattern: string, text: string): boolean {
  if (pattern.startsWith("*")) return text.endsWith(pattern.slice(1));
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
