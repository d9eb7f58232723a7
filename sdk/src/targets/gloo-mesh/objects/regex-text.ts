import type { CheckedRewrite } from "../../../fabric/checked.js";

/** RE2 for any text, also of several lines. */
export const matchAnything = "[\\s\\S]*";

/** Text as a regular expression that matches it alone. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** What becomes of a path, as Envoy's substitution: a prefix goes with whole segments, and its end keeps one slash. */
export function rewriteOf({ path, from = "/", to = "/" }: CheckedRewrite) {
  if (path !== undefined) return { pattern: { regex: "^.*$" }, substitution: literal(path) };
  const start = from === "/" ? "" : escaped(from);
  return to === "/"
    ? { pattern: { regex: `^${start}/?(.*)$` }, substitution: "/\\1" }
    : { pattern: { regex: `^${start}${from === "/" ? "/?(.*)" : "(.*)"}$` }, substitution: joined(to, from) };
}

/** Below `/` everything gets a slash of its own; below another prefix what follows begins with one. */
const joined = (to: string, from: string): string => `${literal(to)}${from === "/" ? "/" : ""}\\1`;

/** In a substitution a backslash stands for a group. */
const literal = (text: string): string => text.replaceAll("\\", "\\\\");
