// What `npm run quickstart` and `npm test` share. Plain Node: nothing is installed yet when it starts.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs one command as a named step, with its output, and says how long it took. */
export function step(name, command, args, { env = {} } = {}) {
  console.log(`\n▸ ${name}`);
  const begin = performance.now();
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const ok = status === 0;
  const why = ok ? "" : `: ${error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`)}`;
  console.log(`${ok ? "✔" : "✖"} ${name} (${seconds} s)${why}`);
  return { name, ok, status: status ?? 1 };
}

/** Says what to do where the machine lacks something that npm cannot install. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `✖ Node ${process.versions.node} is too old: Isthmus needs 20.19 or later.\n  → install it, for example from your distribution or with a version manager, and run this again`,
  );
  process.exit(2);
}

/** Installs the packages of the lock file, unless they are there. */
export function install() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs)
    return { name: "install", ok: true, status: 0 };
  const done = step("install packages", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  if (!done.ok)
    console.error("  → npm must be able to reach its registry; check `npm config get registry` and proxies");
  return done;
}

/** A program of node_modules, without a shell. */
export const node = (name, script, args, options) =>
  step(name, process.execPath, [join(root, "node_modules", script), ...args], options);

/** Everything compiled that other packages import. */
export const build = () => step("build", "npm", ["run", "build", "--silent"]);
