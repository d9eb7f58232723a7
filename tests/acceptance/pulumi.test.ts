import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ensureClusters, stopClusters } from "../cluster/index.js";
import { awaitVerdict, passed, podProbes, type Scene } from "../quickstart/probes.js";
import { root, stackConfig } from "../quickstart/stack.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const stack = "acceptance";
const hasPulumi = spawnSync("pulumi", ["version"]).status === 0;

if (hasPulumi) {
  withCluster("the quickstart program under the real pulumi", crossing);
} else {
  describe("the quickstart program under the real pulumi", () => {
    it.skip("needs pulumi on PATH; install it, with its kubernetes plugin", () => undefined);
  });
}

function crossing(): void {
  const home = mkdtempSync(join(tmpdir(), "isthmus-pulumi-"));
  let scene: Scene;

  /** Nothing of it touches the user's backend or stacks. */
  const pulumi = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--non-interactive"], {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${home}`,
        PULUMI_CONFIG_PASSPHRASE: "for tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${String(status)}:\n${stdout}\n${stderr}`);
    return stdout;
  };
  const configFlags = (): string[] =>
    Object.entries(stackConfig(scene)).flatMap(([key, value]) => ["-c", `${key}=${value}`]);

  beforeAll(async () => {
    const [shop, payments] = await ensureClusters(["p-shop", "p-payments"]);
    if (shop === undefined || payments === undefined) throw new Error("two clusters were asked for");
    scene = { stack, shop, payments };
    pulumi("stack", "init", stack);
  }, 40 * minutes);

  afterAll(async () => {
    await stopClusters(["p-shop", "p-payments"]);
    rmSync(home, { recursive: true, force: true });
    rmSync(join(root, `Pulumi.${stack}.yaml`), { force: true });
  }, 5 * minutes);

  it(
    "previews the connectivity before anything exists",
    () => {
      expect(pulumi("preview", ...configFlags())).toContain(
        "shop/web/checkout -> edge: POST payments.mesh:8443/charges/**",
      );
    },
    2 * minutes,
  );

  it(
    "deploys, and carries the same traffic",
    async () => {
      pulumi("up", "--yes", "--skip-preview", ...configFlags());
      const first = await awaitVerdict(scene, "the first crossing", 200, { limitSeconds: 90 });
      expect([first, ...(await podProbes(scene))].filter((probe) => !passed(probe))).toEqual([]);
    },
    10 * minutes,
  );

  it(
    "finds nothing to do in a second run",
    () => {
      expect(pulumi("preview", "--expect-no-changes", ...configFlags())).toContain("unchanged");
    },
    2 * minutes,
  );

  it("keeps no private key in clear in its state", () => {
    const stacks = join(home, ".pulumi/stacks/isthmus-quickstart");
    const states = readdirSync(stacks).map((file) => readFileSync(join(stacks, file), "utf8"));
    expect(states.join()).toContain("MeshRoot");
    expect(states.join()).not.toContain("PRIVATE KEY");
  });

  it(
    "destroys all of it",
    () => {
      expect(pulumi("destroy", "--yes", "--skip-preview")).toContain("deleted");
    },
    5 * minutes,
  );
}
