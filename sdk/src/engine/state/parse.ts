import { existsSync } from "node:fs";
import { z } from "zod";
import { type Problem, ProblemsError } from "../../model/problem.js";
import { messageOf, refuse } from "../../model/problem.js";
import { isObject } from "../project.js";
import type { UntypedDeployment } from "./deployment.js";
import { backupPath } from "./replace-file.js";
import { deploymentSchema } from "./schema.js";

/** Some are enough to see what happened to a file. */
const MOST = 10;

/** The deployment in a text; what is wrong with it is said of `path`, with `hint` as the way out. */
export function parseDeployment(text: string, path: string, hint: string): UntypedDeployment {
  const content = parseJson(text, path, hint);
  refuseOtherVersions(content, path, hint);
  const parsed = deploymentSchema.safeParse(content);
  if (parsed.success) return content as UntypedDeployment;
  const problems = parsed.error.issues.map(({ path: at, message }): Problem => {
    const place = z.core.toDotPath(at);
    return damage(`${path}${place === "" ? "" : `: ${place}`}`, `the state is damaged: ${message}`, hint);
  });
  throw new ProblemsError(problems.slice(0, MOST));
}

/** What to do about a damaged state file: its backup, if there is one. */
export function restoreHint(path: string): string {
  const backup = backupPath(path);
  return existsSync(backup)
    ? `nothing was changed; ${backup} is the state before the last run: copy it to ${path}, then see what \`isthmus preview\` says`
    : `nothing was changed; restore ${path} from a copy of yours`;
}

/** A damaged file as a problem. */
export const damage = (path: string, message: string, hint: string): Problem => ({
  code: "state.damaged",
  path,
  message,
  hint,
});

function parseJson(text: string, path: string, hint: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // V8 quotes what it stumbled over, and that may be secret; where is enough.
    const [place = ""] = /position \d+.*$/.exec(messageOf(error)) ?? [];
    const why = text.trim() === "" ? "it is empty" : `not valid JSON, or cut off${place === "" ? "" : ` at ${place}`}`;
    throw new ProblemsError([damage(path, `the state cannot be read: ${why}`, hint)]);
  }
}

function refuseOtherVersions(content: unknown, path: string, hint: string): void {
  const version = isObject(content) ? content["version"] : undefined;
  if (typeof version !== "number" || version === 3) return;
  if (version < 3)
    refuse("state.version", path, `the state has the old version ${version}`, "let `pulumi` bring it to version 3");
  const features =
    isObject(content) && Array.isArray(content["features"]) ? ` (${content["features"].join(", ")})` : "";
  const message = `the state is of version ${version}${features}, from a newer release than this one, which knows version 3`;
  refuse("state.version", path, message, `use that release, or upgrade this one; ${hint}`);
}
