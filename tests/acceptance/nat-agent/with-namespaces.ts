import { describe, it } from "@jest/globals";
import { spawnSync } from "node:child_process";

/** Tests that need network namespaces. Where there can be none they are one counted skip, and a failure in CI. */
export function withNamespaces(name: string, tests: () => void): void {
  const reason = namespacesMissing();
  describe(name, () => {
    if (reason === undefined) tests();
    else if (process.env["CI"] === "true") {
      it("has network namespaces", () => {
        throw new Error(`CI must run this: ${reason}`);
      });
    } else it.skip(`needs network namespaces: ${reason}`, () => undefined);
  });
}

function namespacesMissing(): string | undefined {
  if (process.getuid?.() !== 0) return "run as root";
  const name = `iso-agent-try-${process.pid}`;
  const made = spawnSync("ip", ["netns", "add", name]);
  if (made.status !== 0) return made.error?.message ?? String(made.stderr);
  spawnSync("ip", ["netns", "delete", name]);
  for (const tool of ["nft", "conntrack"]) {
    if (spawnSync(tool, ["--version"]).status !== 0) return `${tool} is not installed`;
  }
  return undefined;
}
