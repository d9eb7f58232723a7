/**
 * Records the states that this release leaves: `npx tsx tests/upgrades/record.ts VERSION`. Run it on the commit of a
 * release, after `npm run build`; recordings are never made again, since they stand for what users have.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { up } from "../../sdk/src/engine/commands.js";
import { FakeCluster } from "../../sdk/src/engine/testing/fake-cluster.js";
import { passphrase, programs } from "./programs.js";

async function record(version: string): Promise<void> {
  for (const [name, program] of Object.entries(programs)) {
    const dir = mkdtempSync(join(tmpdir(), "isthmus-record-"));
    symlinkSync(resolve(__dirname, "../../node_modules"), join(dir, "node_modules"));
    writeFileSync(join(dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(dir, "index.js"), `const isthmus = require("isthmus");\n${program}`);
    const cluster = new FakeCluster("pay-gateways");
    const env = { PULUMI_CONFIG_PASSPHRASE: passphrase };
    const { verdict, problems, failures } = await up({ dir, env, connect: () => Promise.resolve(cluster), pollMs: 1 });
    if (verdict !== "ok") throw new Error(`${name}: ${JSON.stringify([problems, failures])}`);
    const recording = join(__dirname, "states", version, `${name}.json`);
    mkdirSync(dirname(recording), { recursive: true });
    writeFileSync(recording, readFileSync(join(dir, ".isthmus", "dev.json")));
    rmSync(dir, { recursive: true });
    console.log(recording);
  }
}

const [version] = process.argv.slice(2);
if (version === undefined) throw new Error("say which version this is: npx tsx tests/upgrades/record.ts 0.1.0");
void record(version);
