import { PermissionAction } from "../../../../model/choices.js";
import type { HttpMatch, ValueMatch } from "../../../../model/http-match.js";
import type { Json } from "../json.js";
import { tokenConditions } from "./token.js";
import { allOf, anyOf, beginsWith, fits, headerInput, isExactly, not, queryText, textInput } from "./matcher.js";

/**
 * What a rule asks for besides caller, method and path; all of it holds. `headerHolds` and `queryHolds` in reach/ say
 * the same: where a request can be read in two ways, an allow rule does not hold and a deny rule does.
 */
export const conditions = ({ headers = [], query = [], jwt }: HttpMatch, action: PermissionAction): Json[] => {
  const isDenied = action === PermissionAction.Deny;
  return [
    ...headers.map((match) => (isDenied ? mayHaveHeader(match) : hasHeader(match))),
    ...query.map((match) => (isDenied ? mayHaveParameter(match) : hasParameter(match))),
    ...(jwt === undefined ? [] : tokenConditions(jwt)),
  ];
};

/** The plain comparison with a text that may be a list of values, joined by commas. */
function isMeant(input: Json, { exact, prefix = "", regex }: ValueMatch, before = ""): Json {
  if (exact !== undefined) return isExactly(input, before + exact);
  if (regex !== undefined) return fits(input, before + grouped(regex));
  return before + prefix === "" ? isThere(input) : beginsWith(input, before + prefix);
}

const isThere = (input: Json): Json => fits(input, ".*");

function hasHeader(match: ValueMatch): Json {
  const input = headerInput(match.name);
  if (match.present !== undefined) return match.present ? isThere(input) : not(isThere(input));
  const meant = isMeant(input, match);
  return match.exact !== undefined ? meant : allOf([meant, fits(input, "[^,]*")]);
}

function mayHaveHeader(match: ValueMatch): Json {
  if (match.present !== undefined) return hasHeader(match);
  const { exact, prefix, regex = exact === undefined ? `${quoted(prefix ?? "")}.*` : quoted(exact) } = match;
  return fits(headerInput(match.name), `(?:.*,)?[ \\t]*${grouped(regex)}[ \\t]*(?:,.*)?`);
}

/** Anything of a query that may hide a parameter: a `;`, which some servers take for a `&`, or an escaped name. */
const hidesNames = "[^?]*\\?(?:.*;.*|(?:.*&)?[^=&]*[%+].*)";
const occurs = (name: string): string => `[^?]*\\?(?:.*&)?${quoted(name)}(?:[=&].*)?`;
const occursTwice = (name: string): string =>
  `[^?]*\\?(?:.*&)?${quoted(name)}(?:=[^&]*)?&(?:.*&)?${quoted(name)}(?:[=&].*)?`;
/** With a value that all servers decode alike. */
const occursPlainly = (name: string): string =>
  `[^?]*\\?(?:.*&)?${quoted(name)}(?:=(?:[^%+&]|%[2-7][0-9A-Fa-f])*)?(?:&.*)?`;

const target = headerInput(":path");

function hasParameter(match: ValueMatch): Json {
  const { name, present } = match;
  if (present === true) return fits(target, occurs(name));
  if (present === false) return not(anyOf(fits(target, occurs(name)), fits(target, hidesNames)));
  return allOf([
    fits(target, occursPlainly(name)),
    isMeant(textInput(queryText(name)), match, "="),
    not(anyOf(fits(target, occursTwice(name)), fits(target, hidesNames))),
  ]);
}

function mayHaveParameter(match: ValueMatch): Json {
  const { name, present } = match;
  if (present === false) return not(fits(target, occurs(name)));
  const isThere = fits(target, occurs(name));
  if (present === true) return anyOf(isThere, fits(target, hidesNames));
  return anyOf(
    fits(target, hidesNames),
    fits(target, occursTwice(name)),
    allOf([isThere, anyOf(not(fits(target, occursPlainly(name))), isMeant(textInput(queryText(name)), match, "="))]),
  );
}

/**
 * An expression as a part of another one. A `\Q` that no `\E` ends would quote what follows here too, and Envoy would
 * refuse the whole route table, and go on by the permissions from before.
 */
export const grouped = (regex: string): string =>
  `(?:${regex}${/\\Q/.test(regex.replace(/\\Q.*?\\E|\\[^Q]/g, "")) ? "\\E" : ""})`;

/** As itself in a regular expression. */
export const quoted = (text: string): string => text.replace(/[^A-Za-z0-9_\-/]/g, (character) => escaped(character));

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code > 0x7e || code < 0x21 ? `\\x{${code.toString(16)}}` : `\\${character}`;
};
