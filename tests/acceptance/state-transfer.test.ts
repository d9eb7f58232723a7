import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { exportState, importState, stackOutputs, up } from "../../sdk/src/engine/index.js";
import { temporaryProject } from "../../sdk/src/engine/testing/project.js";
import { revealed } from "../../sdk/src/engine/value.js";

const minutes = 60_000;
const hasPulumi = spawnSync("pulumi", ["version"]).status === 0;
const withPulumi = hasPulumi ? it : it.skip;

describe("a state, under the real pulumi (needs pulumi on PATH)", () => {
  withPulumi(
    "is taken over by stack import without a change, and comes back by stack export",
    async () => {
      const dir = temporaryProject({
        "index.js": `const pulumi = require("@pulumi/pulumi");
          new pulumi.ComponentResource("a:b:C", "c");
          exports.answer = 42;
          exports.token = pulumi.secret("hunter2-in-clear");`,
      });
      const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "for tests" };
      mkdirSync(join(dir, "backend"));
      const pulumi = (...args: string[]): string => {
        const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--stack", "dev", "--non-interactive"], {
          cwd: dir,
          encoding: "utf8",
          env: { ...env, PULUMI_BACKEND_URL: `file://${join(dir, "backend")}`, PULUMI_SKIP_UPDATE_CHECK: "true" },
        });
        if (status !== 0) throw new Error(`pulumi ${args.join(" ")}:\n${stdout}\n${stderr}`);
        return stdout;
      };
      expect((await up({ dir, env })).verdict).toBe("ok");
      const exported = await exportState({ dir, env });
      writeFileSync(join(dir, "state.json"), JSON.stringify(exported));
      spawnSync("pulumi", ["stack", "init", "dev", "--non-interactive"], {
        cwd: dir,
        env: { ...env, PULUMI_BACKEND_URL: `file://${join(dir, "backend")}` },
      });
      pulumi("stack", "import", "--file", "state.json");
      expect(pulumi("preview", "--expect-no-changes")).toContain("2 unchanged");
      const resources = await importState({ dir, env, text: pulumi("stack", "export"), source: "pulumi" });
      expect(resources).toHaveLength(exported.deployment.resources?.length ?? 0);
      expect(revealed(await stackOutputs({ dir, env }))).toEqual({ answer: 42, token: "hunter2-in-clear" });
    },
    5 * minutes,
  );
});
