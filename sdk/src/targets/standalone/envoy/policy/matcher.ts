import { PermissionAction as Action, type PermissionAction } from "../../../../model/choices.js";
import { extension, type Json, typed } from "../json.js";

/** What happens on a match: an action, or a matcher that goes on. What that does not match falls through. */
export type OnMatch = { action: Json } | Search;
export type Search = { matcher: Json };

/** A text that Envoy writes for each request before policy is asked: one of the caller and what it asks for. */
export interface RequestText {
  key: string;
  /** In Envoy's format of access logs. */
  format: string;
}

const path = "%PATH(NQ:PATH)%/\n";

/**
 * The path without query, and `/` and a line end behind it, which no path holds: so `/a/` begins the texts of `/a` and
 * all below it, and `/a/` with a line end that of `/a` alone.
 */
export const pathText: RequestText = { key: "isthmus.path", format: path };
export const requestText: RequestText = { key: "isthmus.request", format: `%REQ(:METHOD)% ${path}` };
/** The names in the caller's certificate, joined by commas if it has several, and the request. */
export const callText: RequestText = {
  key: "isthmus.call",
  format: `%DOWNSTREAM_PEER_URI_SAN% %REQ(:METHOD)% ${path}`,
};

/** The first value of a query parameter, behind a `=`, so that an empty one is no empty text. */
export const queryText = (name: string): RequestText => ({
  key: `isthmus.query.${name}`,
  format: `=%QUERY_PARAM(${name})%`,
});

/** The filter that writes texts, and its settings for a route. */
export const textFilter = "envoy.filters.http.set_filter_state";
export const writeTexts = (texts: RequestText[]): Json =>
  typed("envoy.extensions.filters.http.set_filter_state.v3.Config", {
    on_request_headers: texts.map(({ key, format }) => ({
      object_key: key,
      factory_key: "envoy.string",
      format_string: { text_format_source: { inline_string: format }, omit_empty_values: true },
    })),
  });

export const textInput = ({ key }: RequestText): Json =>
  extension("text", "envoy.extensions.matching.common_inputs.network.v3.FilterStateInput", { key });

export const headerInput = (name: string): Json =>
  extension("header", "envoy.type.matcher.v3.HttpRequestHeaderMatchInput", { header_name: name.toLowerCase() });

/** Ends the search. ALLOW is what an action without more does, and policies are long. */
export const act = (name: string, action: PermissionAction): OnMatch => ({
  action: extension("rbac", "envoy.config.rbac.v3.Action", {
    name,
    ...(action === Action.Deny && { action: "DENY" }),
  }),
});

/** Goes on by the longest entry that the input begins with, then shorter ones, then `next`, until something acts. */
export const byPrefix = (text: RequestText, entries: [string, OnMatch][], next?: OnMatch): OnMatch => ({
  matcher: {
    matcher_tree: { input: textInput(text), prefix_match_map: { map: Object.fromEntries(entries) } },
    ...(next !== undefined && { on_no_match: next }),
  },
});

/** Goes on by the first predicate that holds and whose match acts. */
export const inOrder = (entries: [Json, OnMatch][], next?: OnMatch): Search => ({
  matcher: {
    matcher_list: { matchers: entries.map(([predicate, on_match]) => ({ predicate, on_match })) },
    ...(next !== undefined && { on_no_match: next }),
  },
});

export const isExactly = (input: Json, value: string): Json => single(input, { exact: value });
/** Not for an empty prefix, which Envoy refuses. */
export const beginsWith = (input: Json, prefix: string): Json => single(input, { prefix });
/** RE2, anchored at both ends; an input that is not there fits none. */
export const fits = (input: Json, regex: string): Json => single(input, { safe_regex: { google_re2: {}, regex } });

const single = (input: Json, value_match: Json): Json => ({ single_predicate: { input, value_match } });

export const not = (predicate: Json): Json => ({ not_matcher: predicate });

/** Envoy refuses a conjunction of one, and an empty one. */
export const allOf = ([first = anything, ...rest]: Json[]): Json =>
  rest.length === 0 ? first : { and_matcher: { predicate: [first, ...rest] } };
export const anyOf = (first: Json, ...rest: Json[]): Json =>
  rest.length === 0 ? first : { or_matcher: { predicate: [first, ...rest] } };

const anything = fits(headerInput(":method"), ".*");
