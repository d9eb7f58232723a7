import type * as re2js from "re2js";

/** The engine is asked for when there is an expression: it takes longer to load than the rest of the model. */
const engine = (): typeof re2js.RE2JS => (require("re2js") as typeof re2js).RE2JS;

const compiled = new Map<string, re2js.RE2JS>();

function compile(regex: string): re2js.RE2JS {
  const known = compiled.get(regex);
  if (known !== undefined) return known;
  const made = engine().compile(regex);
  compiled.set(regex, made);
  return made;
}

/** Steps of the compiled expression; the engines' own limits lie a little above. */
const largestProgram = 5000;

/**
 * Why a gateway could not use an expression, as the end of a sentence; undefined where it can. Besides what RE2
 * refuses these are characters of more than a byte, for which Envoy would refuse the whole table that they stand in,
 * and anchors, which would change their meaning where a gateway looks for the expression inside a list of values.
 */
export function regexRefusal(regex: string): string | undefined {
  if (/[^ -~]/.test(regex)) return "it holds a character that is not ASCII";
  if (hasAnchor(regex)) return "it holds an anchor (^, $, \\A or \\z), and always matches the whole value";
  const wide = wideEscape(regex);
  if (wide !== undefined) return `"${wide}" is no single byte; write the bytes of its UTF-8`;
  try {
    const size = compile(regex).programSize();
    return size > largestProgram ? `it has ${size} steps, and a gateway takes ${largestProgram}` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "RE2 refuses it";
  }
}

/** Whether a value fits an expression as a whole. */
export const fitsRegex = (regex: string, value: string): boolean => compile(regex).matches(value);

/** Takes an expression apart as far as it takes to know an anchor from the same character as itself. */
function hasAnchor(regex: string): boolean {
  const bare = unquoted(regex).replace(/\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/g, "");
  return /\\[Az]|[\^$]/.test(bare.replace(/\\[^Az]/g, ""));
}

/** The first escape that stands for a character of more than one byte. */
const wideEscape = (regex: string): string | undefined =>
  /\\(?:x\{0*[1-9A-Fa-f][0-9A-Fa-f]{2,}\}|[4-7][0-7]{2})/.exec(unquoted(regex))?.[0];

/** With a letter for each quotation and each escaped backslash, behind which nothing is an escape. */
const unquoted = (regex: string): string => regex.replace(/\\\\|\\Q.*?(?:\\E|$)/g, "q");
