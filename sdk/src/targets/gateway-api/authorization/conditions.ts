import type { CheckedCaller } from "../../../fabric/checked.js";
import { PermissionAction } from "../../../model/choices.js";
import type { HttpMatch, PathMatch, ValueMatch } from "../../../model/http-match.js";
import { certainStart, isWrittenInManyWays, unclearEscape } from "../../../reach/path-readings.js";
import { spiffeId } from "../../../trust/spiffe-id.js";
import {
  allOf,
  anyOf,
  beginsWith,
  callerName,
  type Cel,
  contains,
  finds,
  hasHeader,
  header,
  isExactly,
  isOneOf,
  method,
  path,
} from "./cel.js";

/**
 * Whether the caller has one name, and one that a mesh could have. Envoy writes all names of a certificate into
 * `x-forwarded-client-cert`, each as `URI=`, and shows policy the first alone.
 */
export const hasOneName: Cel = allOf([
  finds(header("x-forwarded-client-cert"), "^By=[^;]*;Hash=[0-9a-f]*;URI=[^;,]*$"),
  finds(callerName, "^spiffe://[a-z0-9._-]+/ns/[a-z0-9-]+/sa/[a-z0-9.-]+$"),
]);

/** One of some callers; only behind `hasOneName` is a caller what its name begins with. */
export function isCaller(callers: CheckedCaller[]): Cel {
  const exact = callers.flatMap(({ mesh, namespace, serviceAccount }) =>
    namespace === undefined || serviceAccount === undefined
      ? []
      : spiffeId(mesh.trustDomain, namespace, serviceAccount),
  );
  const starts = callers.flatMap(({ mesh: { trustDomain }, namespace, serviceAccount }) =>
    serviceAccount !== undefined
      ? []
      : namespace === undefined
        ? `spiffe://${trustDomain}/ns/`
        : `spiffe://${trustDomain}/ns/${namespace}/sa/`,
  );
  return anyOf([
    ...(exact.length === 0 ? [] : [isOneOf(callerName, exact)]),
    ...starts.map((start) => beginsWith(callerName, start)),
  ]);
}

/**
 * What a request must be. Where two servers could read one differently an allow rule does not hold and a deny rule
 * does, as `headerHolds` and `mayCover` in reach/ say it.
 */
export const requestConditions = (
  { method: asked, path: on, headers = [] }: HttpMatch & { path: PathMatch },
  action: PermissionAction,
): Cel[] => [
  ...(asked === undefined ? [] : [isExactly(method, asked)]),
  ...pathConditions(on, action),
  ...headers.flatMap((match) => headerConditions(match, action)),
];

function pathConditions(match: PathMatch, action: PermissionAction): Cel[] {
  const { exact, prefix = "/" } = match;
  if (exact === undefined && prefix === "/") return [];
  const plain =
    exact !== undefined ? isExactly(path, exact) : anyOf([isExactly(path, prefix), beginsWith(path, `${prefix}/`)]);
  if (action === PermissionAction.Allow || !isWrittenInManyWays(match)) return [plain];
  return [anyOf([plain, allOf([beginsWith(path, certainStart(match)), finds(path, unclearEscape)])])];
}

/** A comma may part two values, or stand in one: then only the whole is clear, and a deny rule takes any that holds it. */
function headerConditions({ name, exact, prefix = "", present }: ValueMatch, action: PermissionAction): Cel[] {
  if (present === false) return [`!(${hasHeader(name)})`];
  const value = header(name);
  if (present === true || (exact === undefined && prefix === "" && action === PermissionAction.Deny))
    return [hasHeader(name)];
  const meant = exact !== undefined ? isExactly(value, exact) : beginsWith(value, prefix);
  if (action === PermissionAction.Deny)
    return [hasHeader(name), anyOf([meant, allOf([contains(value, ","), contains(value, exact ?? prefix)])])];
  return exact !== undefined ? [hasHeader(name), meant] : [hasHeader(name), meant, `!${contains(value, ",")}`];
}
