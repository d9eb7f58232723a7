import type { CheckedRedirect, CheckedRewrite } from "../../../fabric/checked.js";
import { Scheme } from "../../../model/choices.js";
import type { HeaderChanges } from "../../../model/header-changes.js";
import type { Tree } from "../../emitted.js";
import { withoutVariables } from "../../standalone/envoy/header-changes.js";

/**
 * Changes of headers as filters. Each name stands in one of the three lists, so that their order decides nothing. Envoy
 * Gateway hands values on to Envoy as they are.
 */
export const headerFilters = (
  request: HeaderChanges | undefined,
  response: HeaderChanges | undefined,
  { forEnvoy = true } = {},
): Tree[] => [
  ...headerFilter("RequestHeaderModifier", "requestHeaderModifier", request, forEnvoy),
  ...headerFilter("ResponseHeaderModifier", "responseHeaderModifier", response, forEnvoy),
];

function headerFilter(type: string, field: string, changes: HeaderChanges | undefined, forEnvoy: boolean): Tree[] {
  const { set = {}, add = {}, remove = [] } = changes ?? {};
  const header = ([name, value]: [string, string]): Tree => ({
    name,
    value: forEnvoy ? withoutVariables(value) : value,
  });
  const lists = {
    set: Object.entries(set).map(header),
    add: Object.entries(add).map(header),
    remove,
  };
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
  return filled.length === 0 ? [] : [{ type, [field]: Object.fromEntries(filled) }];
}

/** A change of the path, and another Host, as far as Gateway API itself says it. */
export const rewriteFilters = (rewrite: CheckedRewrite | undefined, hostname?: string): Tree[] =>
  rewrite === undefined && hostname === undefined
    ? []
    : [{ type: "URLRewrite", urlRewrite: { hostname, path: rewrite && pathModifier(rewrite) } }];

const pathModifier = ({ path, to }: CheckedRewrite): Tree =>
  path !== undefined
    ? { type: "ReplaceFullPath", replaceFullPath: path }
    : { type: "ReplacePrefixMatch", replacePrefixMatch: to };

/** The ports of URLs that name none. */
export const defaultPorts: Record<Scheme, number> = { [Scheme.Http]: 80, [Scheme.Https]: 443 };

/** Where a redirect leads a caller of plain HTTP on a port: to that port, unless it names another one or a scheme. */
export const redirectPort = ({ scheme, port }: Pick<CheckedRedirect, "scheme" | "port">, calledPort: number): number =>
  port ?? (scheme === undefined ? calledPort : defaultPorts[scheme]);

/** The answer to a caller of plain HTTP on a port. Gateway API takes the listener's where a redirect names none. */
export function redirectFilter(redirect: CheckedRedirect, calledPort: number): Tree {
  const { scheme, hostname, path, statusCode } = redirect;
  return {
    type: "RequestRedirect",
    requestRedirect: {
      scheme,
      hostname,
      port: redirectPort(redirect, calledPort),
      path: path && pathModifier(path),
      statusCode,
    },
  };
}
