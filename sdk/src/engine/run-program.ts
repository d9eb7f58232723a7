import { asOutcome } from "./commands.js";
import { Mode } from "./handler.js";
import type { StackOptions } from "./options.js";
import type { Outcome } from "./outcome.js";
import { startProgram } from "./program/process.js";
import { readProject } from "./project.js";
import { programSource, run } from "./run.js";
import { Access, withSession } from "./session.js";
import type { ResourceState } from "./state/resource.js";

/** What a program registers. */
export interface ProgramRun extends Outcome {
  resources: ResourceState[];
}

/** Runs a program and returns what it asks for: no state is read or written, and no cluster is asked. */
export async function runProgram(options: StackOptions): Promise<ProgramRun> {
  const outcome = await asOutcome(async () => {
    const project = readProject(options.dir);
    const program = startProgram(project.directory);
    try {
      const offline: StackOptions = { ...options, connect: () => Promise.resolve(undefined) };
      return await withSession(offline, { access: Access.None, command: "a run of the program", project }, (session) =>
        run(session, Mode.Preview, programSource(program, session, true)),
      );
    } finally {
      program.stop();
    }
  });
  return { resources: [], ...outcome };
}
