import { createHash } from "node:crypto";
import { tar, type TarEntry } from "./tar.js";

/** An image of one layer. */
export interface ImageDescription {
  /** As manifests name it: `isthmus.test/server:dev`. */
  reference: string;
  entries: readonly TarEntry[];
  entrypoint: readonly string[];
  cmd?: readonly string[];
  /** `uid:gid`, by number: `runAsNonRoot` cannot be checked against a name. */
  user: string;
  ports?: readonly number[];
}

/** What `docker save` would write, so that both `ctr image import` and `kind load image-archive` take it. */
export function imageArchive({ reference, entries, entrypoint, cmd = [], user, ports = [] }: ImageDescription): Buffer {
  const layer = tar(withFolders(entries));
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      created: "1970-01-01T00:00:00Z",
      config: {
        User: user,
        Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        Entrypoint: entrypoint,
        Cmd: cmd,
        WorkingDir: "/",
        ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
      },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created: "1970-01-01T00:00:00Z", created_by: "isthmus tests/cluster" }],
    }),
  );
  const configName = `${sha256(config)}.json`;
  const manifest = [{ Config: configName, RepoTags: [reference], Layers: ["layer.tar"] }];
  return tar([
    { path: configName, content: config },
    { path: "layer.tar", content: layer },
    { path: "manifest.json", content: Buffer.from(JSON.stringify(manifest)) },
  ]);
}

/** The entries, each after the folders above it. */
export function withFolders(entries: readonly TarEntry[]): TarEntry[] {
  const known = new Set(
    entries.filter(({ content, link }) => content === undefined && link === undefined).map(({ path }) => path),
  );
  const parents = new Set<string>();
  for (const { path } of entries) {
    const segments = path.split("/").slice(0, -1);
    segments.forEach((_, index) => {
      const parent = segments.slice(0, index + 1).join("/");
      if (!known.has(parent)) parents.add(parent);
    });
  }
  const byPath = (a: TarEntry, b: TarEntry) => (a.path < b.path ? -1 : 1);
  return [...[...parents].map((path) => ({ path })), ...entries].sort(byPath);
}

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
