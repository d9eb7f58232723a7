import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "../events.js";
import { Mode } from "../handler.js";
import { run } from "../run.js";
import { Access, withSession } from "../session.js";
import type { StackOptions } from "../options.js";
import type { Properties } from "../value.js";
import { FakeCluster } from "./fake-cluster.js";
import { played, type Script } from "./script.js";
import { temporaryDirectory } from "./temporary-directory.js";

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

export { played, type Script } from "./script.js";
