import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../sdk/src/engine/testing/temporary-directory.js";
import { temporaryProject } from "../../sdk/src/engine/testing/project.js";
import type { Kept } from "./component-stack.js";

/** What every program begins with. Objects become files beside the program, so that no cluster is needed. */
const head = `const pulumi = require("@pulumi/pulumi");
const kubernetes = require("@pulumi/kubernetes");
const isthmus = require("isthmus");
const rendered = new kubernetes.Provider("rendered", { renderYamlToDirectory: "yaml" });
const anchor = new kubernetes.core.v1.ConfigMap("anchor", { metadata: { name: "anchor" } }, { provider: rendered });
`;

/** How a command ended, and all that it printed. */
export interface Ended {
  ok: boolean;
  text: string;
}

/** A step of `pulumi preview --json`. */
export interface PreviewedStep {
  op: string;
  urn: string;
  newState?: { type: string; inputs?: object };
}

/** True where a real pulumi is on PATH. */
export const hasPulumi = (): boolean => spawnSync("pulumi", ["version"]).status === 0;

/** A stack of the real pulumi over a backend of its own. Its programs are texts; each run may have another one. */
export class PulumiStack {
  /** All that the commands printed. */
  readonly shown: string[] = [];
  readonly #dir = temporaryProject({ "index.js": "" });
  readonly #home = temporaryDirectory();

  constructor() {
    this.#pulumi("stack", "init", "dev");
  }

  up(program: string): Ended {
    return this.#run(program, "up", "--yes", "--skip-preview");
  }

  preview(program: string, ...flags: string[]): Ended {
    return this.#run(program, "preview", ...flags);
  }

  /** What a preview would do, as data. */
  previewed(program: string): PreviewedStep[] {
    const { ok, text } = this.preview(program, "--json");
    if (!ok) throw new Error(`the preview failed:\n${text}`);
    return (JSON.parse(text) as { steps: PreviewedStep[] }).steps;
  }

  /** `pulumi stack export`. */
  get stateText(): string {
    return this.#pulumi("stack", "export").text;
  }

  get resources(): Kept[] {
    return (JSON.parse(this.stateText) as { deployment: { resources: Kept[] } }).deployment.resources;
  }

  #run(program: string, ...args: string[]): Ended {
    writeFileSync(join(this.#dir, "index.js"), head + program);
    const ended = this.#pulumi(...args);
    this.shown.push(ended.text);
    return ended;
  }

  #pulumi(...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.#dir,
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${this.#home}`,
        PULUMI_CONFIG_PASSPHRASE: "for tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    // a warning on stderr must not stand in what is read as data
    return { ok: status === 0, text: status === 0 ? stdout : stdout + stderr };
  }
}
