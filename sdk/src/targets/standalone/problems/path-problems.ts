import type { PathMatch } from "../../../model/http-match.js";
import type { PathRewrite } from "../../../model/path-rewrite.js";
import type { Problem } from "../../../model/problem.js";

/**
 * A gateway compares paths after it has normalised them, so one that is not in normal form would never match: no empty
 * segment, no `.` or `..`, no backslash, and no escape of what needs none or of a slash.
 */
export function* pathProblems(at: string, path: PathMatch | PathRewrite | undefined): Iterable<Problem> {
  const { exact, prefix, path: whole }: PathMatch & PathRewrite = path ?? {};
  for (const [field, value] of Object.entries({ exact, prefix, path: whole })) {
    if (value === undefined || isNormal(value)) continue;
    yield {
      code: "target.path-not-normal",
      path: `${at}.${field}`,
      message: `no request has the path "${value}" once the gateway has normalised it`,
      hint: "write it without //, /./, /../ and \\, with escapes such as %20 in upper case and only where a path needs them",
    };
  }
}

/** The characters of a path (RFC 3986 3.3), and escapes in upper case of those that Envoy leaves escaped. */
const normal =
  /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%(?!00|2[DEF]|3[0-9]|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AE])[0-9A-F]{2})*$/;

const isNormal = (path: string): boolean => normal.test(path) && !/\/\/|\/\.\.?(?:[/;]|$)/.test(path);
