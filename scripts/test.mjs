// npm test [-- --unit] [-- jest arguments]: installs, lints, type-checks, builds and runs every test.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, node, requireNode } from "./steps.mjs";

requireNode();
const args = process.argv.slice(2);
const unitOnly = args.includes("--unit");
const counts = join(tmpdir(), `isthmus-tests-${process.pid}.json`);

// the linter reads the types of what is built
const steps = [install, build];
if (!unitOnly) {
  steps.push(
    () => node("lint", "eslint/bin/eslint.js", ["."]),
    () => node("format", "prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]),
    () => node("licences", "../scripts/licenses.mjs", []),
  );
}
steps.push(
  () => node("types", "typescript/bin/tsc", ["--noEmit"]),
  () =>
    node(
      "tests",
      "jest/bin/jest.js",
      [...(unitOnly ? ["--selectProjects", "unit"] : []), ...args.filter((arg) => arg !== "--unit")],
      {
        env: {
          ISTHMUS_TEST_COUNTS: counts,
          NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --experimental-vm-modules --no-warnings`,
        },
      },
    ),
);

const failed = [];
for (const run of steps) {
  const { name, ok } = run();
  if (ok) continue;
  failed.push(name);
  if (name.startsWith("install") || name === "build") break;
}

const { passed, failures, skipped, reasons } = readCounts();
if (reasons.length > 0) console.log(`\nskipped:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
if (failed.length > 0) console.log(`\nfailed: ${failed.join(", ")}`);
// a step that failed without a failing test is a failure of its own
const failures_ = failures + failed.filter((name) => name !== "tests" || failures === 0).length;
console.log(`\n${passed} passed, ${failures_} failed, ${skipped} skipped`);
process.exit(failures_ === 0 ? 0 : 1);

function readCounts() {
  try {
    return JSON.parse(readFileSync(counts, "utf8"));
  } catch {
    return { passed: 0, failures: 0, skipped: 0, reasons: [] };
  } finally {
    rmSync(counts, { force: true });
  }
}
