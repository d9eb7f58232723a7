import { RE2JS } from "re2js";
import type { GatewayRequest } from "../../../../../reach/decide.js";
import type { Json } from "../../json.js";
import { stableHash } from "../../../../crossing/stable-hash.js";

/** What a policy says of a request. */
export interface Decision {
  permission: string;
  allows: boolean;
}

interface Matcher {
  matcher_tree?: { input: Input; prefix_match_map: { map: Record<string, Follow> } };
  matcher_list?: { matchers: { predicate: Predicate; on_match: Follow }[] };
  on_no_match?: Follow;
}
interface Follow {
  matcher?: Matcher;
  action?: { typed_config: { name: string; action?: string } };
}
interface Predicate {
  single_predicate?: {
    input: Input;
    value_match?: TextMatch;
    custom_match?: { typed_config: { value: ClaimMatch } };
  };
  and_matcher?: { predicate: Predicate[] };
  or_matcher?: { predicate: Predicate[] };
  not_matcher?: Predicate;
}
interface Input {
  typed_config: { "@type": string; key?: string; header_name?: string; path?: { key: string }[] };
}
interface TextMatch {
  exact?: string;
  prefix?: string;
  safe_regex?: { regex: string };
}
interface ClaimMatch {
  string_match?: TextMatch;
  list_match?: { one_of: ClaimMatch };
}
type Asked = GatewayRequest & { names: string };

/** The matchers of Envoy, as far as policies use them: what has no match falls through to the next. */
export const decideAsEnvoy = (matcher: Json, request: Asked): Decision | undefined =>
  search(matcher as Matcher, request);

const search = ({ matcher_tree, matcher_list, on_no_match }: Matcher, request: Asked): Decision | undefined =>
  (matcher_tree && inTree(matcher_tree, request)) ??
  (matcher_list && inList(matcher_list, request)) ??
  (on_no_match && follow(on_no_match, request));

function follow({ action, matcher }: Follow, request: Asked): Decision | undefined {
  if (matcher !== undefined) return search(matcher, request);
  if (action === undefined) return undefined;
  return { permission: action.typed_config.name, allows: (action.typed_config.action ?? "ALLOW") === "ALLOW" };
}

function inTree({ input, prefix_match_map }: NonNullable<Matcher["matcher_tree"]>, request: Asked) {
  const text = valueOf(input, request);
  const found = Object.entries(prefix_match_map.map).filter(
    ([start]) => typeof text === "string" && text.startsWith(start),
  );
  for (const [, onMatch] of found.sort(([a], [b]) => b.length - a.length)) {
    const decision = follow(onMatch, request);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function inList({ matchers }: NonNullable<Matcher["matcher_list"]>, request: Asked): Decision | undefined {
  for (const { predicate, on_match } of matchers) {
    const decision = holds(predicate, request) ? follow(on_match, request) : undefined;
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function holds({ single_predicate, and_matcher, or_matcher, not_matcher }: Predicate, request: Asked): boolean {
  if (not_matcher !== undefined) return !holds(not_matcher, request);
  if (and_matcher !== undefined) return and_matcher.predicate.every((part) => holds(part, request));
  if (or_matcher !== undefined) return or_matcher.predicate.some((part) => holds(part, request));
  if (single_predicate === undefined) throw new Error("a predicate of a kind that Envoy does not have");
  const { input, value_match, custom_match } = single_predicate;
  const value = valueOf(input, request);
  if (custom_match !== undefined) return isClaim(custom_match.typed_config.value, value);
  return typeof value === "string" && value_match !== undefined && isText(value_match, value);
}

const isText = ({ exact, prefix, safe_regex }: TextMatch, value: string): boolean =>
  exact !== undefined
    ? value === exact
    : prefix !== undefined
      ? value.startsWith(prefix)
      : RE2JS.compile(safe_regex?.regex ?? "").matches(value);

function isClaim({ string_match, list_match }: ClaimMatch, claim: unknown): boolean {
  if (string_match !== undefined) return typeof claim === "string" && isText(string_match, claim);
  return Array.isArray(claim) && list_match !== undefined && claim.some((item) => isClaim(list_match.one_of, item));
}

/** What an input reads: names in a certificate, the port, a text that Envoy wrote, a header, or a claim. */
function valueOf({ typed_config }: Input, request: Asked): unknown {
  const { names, port, hostname, method, path, query = "", headers = {}, token } = request;
  const { "@type": type, key = "", header_name = "", path: keys } = typed_config;
  if (type.endsWith(".UriSanInput")) return names;
  if (type.endsWith(".DestinationPortInput")) return String(port);
  if (keys !== undefined) {
    const [provider, claim] = keys;
    const mine = `jwt-${stableHash(JSON.stringify([token?.issuer, token?.keys])).toString(36)}`;
    return provider?.key === mine ? token?.claims[claim?.key ?? ""] : undefined;
  }
  if (header_name === ":method") return method;
  if (header_name === ":authority") return hostname;
  if (header_name === ":path") return query === "" ? path : `${path}?${query}`;
  if (header_name !== "") return headers[header_name]?.join(",");
  if (key === "isthmus.path") return `${path}/\n`;
  if (key === "isthmus.request") return `${method} ${path}/\n`;
  if (key === "isthmus.call") return `${names} ${method} ${path}/\n`;
  const name = key.slice("isthmus.query.".length);
  const [value] = query.split("&").flatMap((pair) => {
    const [of = "", ...rest] = pair.split("=");
    return unescaped(of) === name ? [rest.join("=")] : [];
  });
  return `=${unescaped(value ?? "")}`;
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
