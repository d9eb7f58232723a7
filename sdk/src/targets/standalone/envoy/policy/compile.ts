import type { CheckedCaller } from "../../../../fabric/checked.js";
import type { PermissionAction } from "../../../../model/choices.js";
import type { PathMatch } from "../../../../model/http-match.js";
import type { Crossing } from "../../../../reach/crossings.js";
import { spiffeId } from "../../../../trust/spiffe-id.js";
import { groupBy } from "../../../crossing/group-by.js";
import type { Json } from "../json.js";
import { conditions } from "./conditions.js";
import {
  act,
  allOf,
  byPrefix,
  callText,
  headerInput,
  inOrder,
  isExactly,
  type OnMatch,
  pathText,
  type RequestText,
  requestText,
} from "./matcher.js";
import { isAnyPath, isDeniedInManyWays, literalStart, pathHolds } from "./path.js";

/** What a rule still asks for, below the entries that led to it. */
interface Rest {
  name: string;
  action: PermissionAction;
  method: string | undefined;
  /** Undefined is any. */
  path: PathMatch | undefined;
  conditions: Json[];
}

/**
 * The rules of one action as a search that a request passes in few steps, however many rules there are: who calls, by
 * which method and path, is one text, and each rule is found by what that text begins with.
 */
export const ruleTree = (crossings: Crossing[], next?: OnMatch): OnMatch =>
  byPrefix(
    callText,
    entriesBy(crossings.map(callEntry), (rules) => requestTree(rules)),
    next,
  );

/** A rule's entry among the calls: as much of the call's text as the rule knows from its beginning. */
function callEntry({ permission: name, action, caller, request }: Crossing): [string, Rest] {
  const { method, path } = request;
  const rest: Rest = {
    name,
    action,
    method,
    path: isAnyPath(path) ? undefined : path,
    conditions: conditions(request, action),
  };
  const identity = identityStart(caller);
  if (caller.serviceAccount === undefined) return [identity, rest];
  if (method === undefined) return [`${identity} `, rest];
  const start = pathStart(rest);
  return start === undefined
    ? [`${identity} ${method} `, { ...rest, method: undefined }]
    : [`${identity} ${method} ${start}`, { ...rest, method: undefined, path: undefined }];
}

/** The guard has seen that what follows is one namespace or service account, and nothing besides. */
function identityStart({ mesh: { trustDomain }, namespace, serviceAccount }: CheckedCaller): string {
  if (namespace === undefined) return `spiffe://${trustDomain}/ns/`;
  if (serviceAccount === undefined) return `spiffe://${trustDomain}/ns/${namespace}/sa/`;
  return spiffeId(trustDomain, namespace, serviceAccount);
}

/** The rules of a set of callers: by method and path, then by path alone, then what no map can hold, one by one. */
function requestTree(rules: Rest[]): OnMatch {
  const entries = (isThis: (rule: Rest) => boolean): [string, Rest][] =>
    rules.flatMap((rule): [string, Rest][] => {
      const start = mapStart(rule);
      if (start === undefined || !isThis(rule)) return [];
      return [[start, { ...rule, method: undefined, path: undefined }]];
    });
  const byRequest = entries(({ method }) => method !== undefined);
  const byPath = entries(({ method }) => method === undefined);
  const others = rules.filter((rule) => mapStart(rule) === undefined);
  const listed = others.length === 0 ? undefined : ruleList(others);
  const withPath = mapped(pathText, byPath, listed);
  return mapped(requestText, byRequest, withPath) ?? ruleList(rules);
}

const mapped = (text: RequestText, entries: [string, Rest][], next: OnMatch | undefined): OnMatch | undefined =>
  entries.length === 0 ? next : byPrefix(text, entriesBy(entries, ruleList), next);

/** What a request's text begins with where a rule fits; undefined where that says nothing, or not enough. */
function mapStart(rest: Rest): string | undefined {
  const { method, path } = rest;
  const start = pathStart(rest);
  if (start === undefined || (method === undefined && path === undefined)) return undefined;
  return method === undefined ? start : `${method} ${start}`;
}

/** The longest key of a map that Envoy's YAML takes is 1024 characters, and a call has an identity before its path. */
const longestStart = 500;

/** What the texts of fitting paths begin with, and no others; undefined where they have nothing like that. */
function pathStart({ action, path }: Pick<Rest, "action" | "path">): string | undefined {
  if (path?.regex !== undefined || (path !== undefined && isDeniedInManyWays(action, path))) return undefined;
  const start = literalStart(path);
  return start.length > longestStart ? undefined : start;
}

/** One action where a rule asks for nothing more; else the rules one by one. */
function ruleList(rules: Rest[]): OnMatch {
  const entries = rules.map((rule): [Json[], OnMatch] => [predicates(rule), act(rule.name, rule.action)]);
  const plain = entries.find(([asked]) => asked.length === 0);
  return plain?.[1] ?? inOrder(entries.map(([asked, onMatch]) => [allOf(asked), onMatch]));
}

const predicates = ({ action, method, path, conditions: others }: Rest): Json[] => [
  ...(method === undefined ? [] : [isExactly(headerInput(":method"), method)]),
  ...(path === undefined ? [] : [pathHolds(path, action)]),
  ...others,
];

const entriesBy = (entries: [string, Rest][], of: (rules: Rest[]) => OnMatch): [string, OnMatch][] =>
  groupBy(entries, ([key]) => key).map((group) => [group[0][0], of(group.map(([, rule]) => rule))]);
