import { PermissionAction } from "../../../../model/choices.js";
import type { PathMatch } from "../../../../model/http-match.js";
import { certainStart, isWrittenInManyWays, unclearEscape } from "../../../../reach/path-readings.js";
import type { Json } from "../json.js";
import { grouped, quoted } from "./conditions.js";
import { anyOf, beginsWith, fits, pathText, textInput } from "./matcher.js";

/** Whether a condition holds for every path. */
export const isAnyPath = ({ exact, prefix, regex }: PathMatch): boolean =>
  exact === undefined && regex === undefined && (prefix ?? "/") === "/";

/** What `pathText` begins with where a condition without a regular expression fits, and nowhere else. */
export const literalStart = ({ exact, prefix = "/" }: PathMatch = {}): string =>
  exact !== undefined ? `${exact}/\n` : prefix === "/" ? "/" : `${prefix}/`;

/** Whether a deny rule has to fit more paths than the one that it is compared with. */
export const isDeniedInManyWays = (action: PermissionAction, path: PathMatch): boolean =>
  action === PermissionAction.Deny && isWrittenInManyWays(path);

/** A rule's condition on the path; as `covers` and `mayCover` in reach/ say it. */
export const pathHolds = (path: PathMatch, action: PermissionAction): Json =>
  isDeniedInManyWays(action, path) ? mayBePath(path) : isPath(path);

const isPath = (path: PathMatch): Json =>
  path.regex === undefined
    ? beginsWith(textInput(pathText), literalStart(path))
    : fits(textInput(pathText), `${grouped(path.regex)}/\\n`);

const mayBePath = (path: PathMatch): Json =>
  anyOf(isPath(path), fits(textInput(pathText), `${quoted(certainStart(path))}.*${unclearEscape}.*\\n`));
