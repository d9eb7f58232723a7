import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "../events.js";
import { Mode } from "../handler.js";
import type { ProgramError } from "../program/messages.js";
import { customResource, type Monitor, type Registered, type Registration } from "../registration.js";
import { run } from "../run.js";
import { Access, withSession } from "../session.js";
import type { StackOptions } from "../options.js";
import type { Properties } from "../value.js";
import { FakeCluster } from "./fake-cluster.js";
import { temporaryDirectory } from "./temporary-directory.js";

/** What a scripted program can do. */
export interface Script {
  /** Registers a resource under the stack, or under a parent, and answers what the engine did. */
  resource(type: string, name: string, inputs?: Properties, more?: Partial<Registration>): Promise<Registered>;
  component(type: string, name: string, more?: Partial<Registration>): Promise<Registered>;
  outputs(urn: string, outputs: Properties): Promise<void>;
}

/** A stack in a temporary directory, on a fake cluster, whose programs are scripts: no Pulumi, no process. */
export class TestStack {
  readonly dir = temporaryDirectory();
  readonly cluster = new FakeCluster();
  readonly events: EngineEvent[] = [];
  readonly options: StackOptions;

  constructor(more: Partial<StackOptions> = {}) {
    writeFileSync(join(this.dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(this.dir, "index.js"), "");
    this.options = {
      dir: this.dir,
      env: { PULUMI_CONFIG_PASSPHRASE: "correct horse" },
      on: (event) => this.events.push(event),
      connect: () => Promise.resolve(this.cluster),
      pollMs: 1,
      ...more,
    };
  }

  get stateFile(): string {
    return join(this.dir, ".isthmus", "dev.json");
  }

  preview = (script: (program: Script) => Promise<Properties | void>) => this.run(Mode.Preview, script);

  up = (script: (program: Script) => Promise<Properties | void>) => this.run(Mode.Up, script);

  /** Runs a script as `run` runs a program; what it returns are the stack's outputs, what it throws is its failure. */
  async run(mode: Mode, script: (program: Script) => Promise<Properties | void>) {
    const access = mode === Mode.Preview ? Access.Read : Access.Write;
    return withSession(this.options, { access, command: `a test's ${mode}` }, (session) =>
      run(session, mode, (monitor) => played(monitor, script)),
    );
  }
}

/** Plays a script against a monitor. */
export async function played(
  monitor: Monitor,
  script: (program: Script) => Promise<Properties | void>,
): Promise<ProgramError[]> {
  const stack = await monitor.register({ ...customResource("pulumi:pulumi:Stack", "shop-dev", {}), custom: false });
  try {
    const outputs = await script({
      resource: async (type, name, inputs = {}, more = {}) => {
        const made = await monitor.register({
          ...customResource(type, name, inputs),
          parent: stack.urn,
          version: "4.34.2",
          ...more,
        });
        if (made.failed === true) throw new Error(`resource ${name} [${type}] failed to register`);
        return made;
      },
      component: (type, name, more = {}) =>
        monitor.register({ ...customResource(type, name, {}), parent: stack.urn, custom: false, ...more }),
      outputs: (urn, outputs) => monitor.registerOutputs(urn, outputs),
    });
    await monitor.registerOutputs(stack.urn, outputs ?? {});
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ message, frames: [], ...(message.endsWith("failed to register") ? { derived: true } : {}) }];
  }
}
