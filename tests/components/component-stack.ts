import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { destroy, preview, up } from "../../sdk/src/engine/commands.js";
import type { StackOptions } from "../../sdk/src/engine/options.js";
import type { Outcome } from "../../sdk/src/engine/outcome.js";
import { FakeCluster } from "../../sdk/src/engine/testing/fake-cluster.js";
import { temporaryProject } from "../../sdk/src/engine/testing/project.js";

/** What every program begins with; the SDK is the built one, as `npm test` builds it. */
const head = `const pulumi = require("@pulumi/pulumi");
const kubernetes = require("@pulumi/kubernetes");
const isthmus = require("isthmus");
`;

/** A resource as the state file has it. */
export interface Kept {
  urn: string;
  type: string;
  custom?: boolean;
  provider?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  outputs?: unknown;
}

/** A stack of the local engine over a fake cluster. Its programs are texts; each run may have another one. */
export class ComponentStack {
  readonly cluster = new FakeCluster();
  /** All that a reader of the run sees, one event a line. */
  readonly shown: string[] = [];
  readonly dir = temporaryProject({ "index.js": "" });
  readonly options: StackOptions;

  constructor(more: Partial<StackOptions> = {}) {
    this.options = {
      dir: this.dir,
      env: { PULUMI_CONFIG_PASSPHRASE: "for tests" },
      connect: () => Promise.resolve(this.cluster),
      on: (event) => this.shown.push(JSON.stringify(event)),
      pollMs: 1,
      ...more,
    };
  }

  preview(program: string): Promise<Outcome> {
    this.#write(program);
    return preview(this.options);
  }

  up(program: string): Promise<Outcome> {
    this.#write(program);
    return up(this.options);
  }

  destroy = (): Promise<Outcome> => destroy(this.options);

  /** The state file as text. */
  get stateText(): string {
    return readFileSync(this.#stateFile, "utf8");
  }

  /** Puts a state in place, as a former release left it. */
  set stateText(text: string) {
    mkdirSync(join(this.dir, ".isthmus"), { recursive: true });
    writeFileSync(this.#stateFile, text);
  }

  get resources(): Kept[] {
    const { deployment } = JSON.parse(this.stateText) as { deployment: { resources: Kept[] } };
    return deployment.resources;
  }

  get #stateFile(): string {
    return join(this.dir, ".isthmus", "dev.json");
  }

  #write(program: string): void {
    writeFileSync(join(this.dir, "index.js"), head + program);
  }
}

/** What a run does beyond leaving things as they are: `update Deployment crossing-edge-deployment`. */
export const changesOf = ({ steps }: Pick<Outcome, "steps">): string[] =>
  steps
    .filter(({ op }) => op !== "same")
    .map(({ op, urn }) => `${op} ${kindOf(urn)} ${nameOf(urn)}`)
    .sort();

/** The name of a resource, by its URN or by a reference to a provider. */
export const nameOf = (urn: string): string => urn.split("::")[3] ?? "";

/** The last part of a resource's type. */
export const kindOf = (urn: string): string => urn.split("::")[2]?.split(":").at(-1) ?? "";
