import { resolve } from "node:path";
import { asOutcome } from "../commands.js";
import { Mode } from "../handler.js";
import type { StackOptions } from "../options.js";
import { type Outcome, Verdict } from "../outcome.js";
import { startProgram } from "../program/process.js";
import { readProject } from "../project.js";
import { programSource, run, type Source } from "../run.js";
import { Access, type Session, withSession } from "../session.js";
import type { ResourceState } from "../state/resource.js";
import { isProvider } from "../registry.js";
import { stringAt } from "../value.js";
import { type Written, writeDirectory } from "./directory.js";
import { manifestFiles } from "./manifests.js";

export interface RenderOptions extends StackOptions {
  /** The directory to write. */
  out: string;
  /** Secrets are left out unless this is true. */
  includeSecrets?: boolean;
}

export interface RenderOutcome extends Outcome, Written {
  /** What was left out because it is secret, as `Secret shop/tls`. */
  leftOut: string[];
}

/**
 * Writes a program's Kubernetes objects as YAML. No cluster is asked. Certificates are issued and kept in the state,
 * so that the next rendering is the same and a later `up` uses the same roots.
 */
export async function render(options: RenderOptions): Promise<RenderOutcome> {
  const outcome = await asOutcome(async () => {
    const project = readProject(options.dir);
    const program = startProgram(project.directory);
    try {
      return await withSession(options, { access: Access.Write, command: "isthmus render", project }, (session) =>
        renderFrom(session, programSource(program, session, true), options),
      );
    } finally {
      program.stop();
    }
  });
  return { written: 0, removed: [], leftOut: [], ...outcome };
}

/** Renders what a source registers; a source that fails writes nothing. */
export async function renderFrom(session: Session, source: Source, options: RenderOptions): Promise<RenderOutcome> {
  const { resources, ...outcome } = await run(session, Mode.Render, source);
  const objects = outcome.steps.filter(
    ({ type, custom }) => custom && !isProvider(type) && type.startsWith("kubernetes:"),
  );
  const { files, leftOut, problems } = manifestFiles(objects, options.includeSecrets === true, (urn) =>
    namespaceOf(resources, urn),
  );
  const all = { ...outcome, leftOut, written: 0, removed: [], problems: [...outcome.problems, ...problems] };
  if (all.verdict !== Verdict.Ok) return all;
  if (problems.length > 0) return { ...all, verdict: Verdict.Problems };
  return { ...all, ...writeDirectory(resolve(options.out), files) };
}

const namespaceOf = (resources: ResourceState[], urn: string): string | undefined =>
  stringAt(resources.find((resource) => resource.urn === urn)?.inputs, "namespace");
