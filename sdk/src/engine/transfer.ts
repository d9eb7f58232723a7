import { existsSync, readFileSync } from "node:fs";
import { type Problem, ProblemsError } from "../model/problem.js";
import type { StackOptions } from "./options.js";
import { problemsOf } from "./problems.js";
import { refuse } from "../model/problem.js";
import type { Registry } from "./registry.js";
import { Access, type Session, withSession } from "./session.js";
import { type UntypedDeployment } from "./state/deployment.js";
import { openDeployment, openState, statePath, writer } from "./state/file.js";
import { readPassphrase } from "./state/passphrase.js";
import type { ResourceState } from "./state/resource.js";
import { parseUrn } from "./urn.js";

/** The state of a stack as `pulumi stack import` reads it, its secrets sealed with the same passphrase. */
export function exportState(options: StackOptions): Promise<UntypedDeployment> {
  return withSession(options, { access: Access.Read, command: "isthmus export" }, ({ project, stack }) => {
    const path = statePath(project.root, stack);
    if (existsSync(path)) return Promise.resolve(JSON.parse(readFileSync(path, "utf8")) as UntypedDeployment);
    return refuse(
      "state.missing",
      path,
      `the stack "${stack}" has no state`,
      "run `isthmus up` first, or name another stack",
    );
  });
}

export interface ImportOptions extends StackOptions {
  /** What `pulumi stack export` or `isthmus export` wrote. */
  text: string;
  /** Where it comes from, for problems. */
  source: string;
}

/**
 * Replaces the state of a stack by an exported one, and returns what it holds. Refuses, before anything is written,
 * what this engine cannot serve; secrets in clear are sealed. A sound state that was there is kept as the backup.
 */
export function importState(options: ImportOptions): Promise<ResourceState[]> {
  return withSession(
    options,
    { access: Access.None, command: "isthmus import-state", exclusive: true },
    async (session) => {
      const { text, source, env = process.env } = options;
      const hint = "nothing was changed; export the stack again with `pulumi stack export`";
      const passphrase = () => readPassphrase(env);
      const { resources, pending, cipher } = await openDeployment(text, source, hint, passphrase);
      const problems = [
        ...foreignProblems(resources, session, source),
        ...unservedProblems(resources, session.registry),
      ];
      if (pending.length > 0) {
        const names = pending.map(({ type, resource }) => `${type} ${resource.urn}`).join(", ");
        const message = `the state was exported while operations were under way: ${names}`;
        problems.push({
          code: "state.pending",
          path: source,
          message,
          hint: "run `pulumi refresh`, then export it again",
        });
      }
      if (problems.length > 0) throw new ProblemsError(problems);
      const path = statePath(session.project.root, session.stack);
      const sound = await isSound(session, passphrase);
      writer(path, cipher, sound)(resources);
      return resources;
    },
  );
}

/** A state of another stack would delete that one's objects. */
function* foreignProblems(resources: ResourceState[], { project, stack }: Session, source: string): Iterable<Problem> {
  const owners = new Set(resources.map(({ urn }) => parseUrn(urn)).map((urn) => `${urn.project}/${urn.stack}`));
  owners.delete(`${project.name}/${stack}`);
  for (const owner of owners) {
    yield {
      code: "state.other-stack",
      path: source,
      message: `the state is that of ${owner}, and this is ${project.name}/${stack}`,
      hint: "name that stack with --stack, or the directory of its project",
    };
  }
}

function* unservedProblems(resources: ResourceState[], registry: Registry): Iterable<Problem> {
  for (const { urn, type, custom } of resources) {
    try {
      registry.handlerOf({ type, custom, remote: false });
    } catch (error) {
      for (const problem of problemsOf(error) ?? []) {
        yield {
          ...problem,
          path: urn,
          hint: "keep the stack with `pulumi`, or move this resource to a stack of its own",
        };
      }
    }
  }
}

/** True if the state that is there could be opened, so that it is worth keeping. */
async function isSound(
  { project, stack }: Session,
  passphrase: () => ReturnType<typeof readPassphrase>,
): Promise<boolean> {
  try {
    await openState(project.root, stack, passphrase);
    return true;
  } catch {
    return false;
  }
}
