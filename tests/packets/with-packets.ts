import { describe, it, jest } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { searchPath } from "../cluster/requirements.js";

/** Many small programs start in such a test, and the machine may be busy. */
const testMs = 60_000;

const programs = ["ip", "nft", "conntrack", "nsenter", "go"];

/**
 * Tests that send packets between network namespaces. Where there can be none they are one counted skip that says why;
 * in CI they fail, since a run without them proves nothing about the NAT gateway.
 */
export function withPackets(name: string, tests: () => void): void {
  const reason = reasonForNone();
  jest.setTimeout(testMs);
  describe(name, () => {
    if (reason === undefined) return tests();
    if (process.env["CI"] !== "true") return it.skip(`needs network namespaces: ${reason}`, () => undefined);
    it("has the network namespaces that it needs", () => {
      throw new Error(reason);
    });
  });
}

function reasonForNone(): string | undefined {
  if (process.platform !== "linux") return `they are Linux's, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "only root makes them; run as root";
  const missing = programs.filter((program) => !searchPath().some((folder) => existsSync(join(folder, program))));
  // What is missing is installed by the lab, except Go.
  if (missing.includes("go")) return "the prober is built by Go, which is not here";
  if (missing.length > 0 && spawnSync("apt-get", ["--version"]).status !== 0)
    return `missing: ${missing.join(", ")}; install them with your package manager`;
  if (!missing.includes("nsenter") && spawnSync("unshare", ["--net", "true"]).status !== 0)
    return "this machine lets root make none; run outside a container, or in a privileged one";
  return undefined;
}
