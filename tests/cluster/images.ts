import { defaultAgentImage } from "../../sdk/src/targets/standalone/nat/objects/deployment.js";
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ensureEnvoy, envoyEntries } from "./envoy.js";
import { exists, writeWhole } from "./files.js";
import { buildLocal } from "./go-build.js";
import { imageArchive, type ImageDescription } from "./image-archive.js";
import { natEntries, natFingerprint, natTools } from "./nat-gateway.js";
import { imagesRoot } from "./paths.js";
import { timed } from "./progress.js";
import type { Progress } from "./test-cluster.js";
import { versions } from "./versions.js";

/** References that test manifests may name; every cluster holds them, none is ever pulled. */
export const images = {
  envoy: "docker.io/envoyproxy/envoy:v1.40.0",
  server: "isthmus.test/server:dev",
  client: "isthmus.test/client:dev",
  /** What gateways get that name no image. Not there where this machine has no nft, ip or conntrack. */
  nat: defaultAgentImage,
} as const;

/** What only a local cluster needs. */
export const nodeImages = {
  pause: "isthmus.test/pause:dev",
  coredns: `isthmus.test/coredns:${versions.coredns}`,
} as const;

/** An archive on disk, ready to be imported. */
export interface Image {
  reference: string;
  archive: string;
  /** Changes exactly when what the archive is made of changes. */
  fingerprint: string;
}

const sources = resolve(__dirname, "../images");
/** Raise it when the way an image is put together changes. */
const recipeVersion = "1";
const nonRoot = "65532:65532";

/** The images that every test cluster gets. */
export async function ensureTestImages(progress: Progress): Promise<Image[]> {
  const envoy = await ensureEnvoy({ progress });
  const packages = await fingerprintOf(sources);
  return [
    await ensureImage(progress, images.envoy, [versions.envoy], async () => ({
      entries: await envoyEntries(envoy),
      entrypoint: ["/usr/local/bin/envoy"],
      user: "101:101",
    })),
    await ensureImage(progress, images.server, [packages], async () => ({
      entries: [{ path: "server", content: await compiled("server"), mode: 0o755 }],
      entrypoint: ["/server"],
      user: nonRoot,
      ports: [8080],
    })),
    await ensureImage(progress, images.client, [packages], async () => ({
      entries: [{ path: "client", content: await compiled("client"), mode: 0o755 }],
      entrypoint: ["/client"],
      cmd: ["sleep"],
      user: nonRoot,
    })),
    ...(await ensureNatImage(progress)),
  ];
}

async function ensureNatImage(progress: Progress): Promise<Image[]> {
  const programs = await natTools();
  if (programs === undefined) return [];
  const image = await ensureImage(progress, images.nat, [await natFingerprint(programs)], async () => ({
    entries: await natEntries(programs),
    entrypoint: ["/usr/local/bin/node", "/opt/isthmus/agent/main.js"],
    user: "0:0",
    ports: [9465],
  }));
  return [image];
}

/** The images that a node of ours runs by itself. The pause container is the test client, asleep. */
export async function ensureNodeImages(progress: Progress, corednsProgram: string): Promise<Image[]> {
  const packages = await fingerprintOf(sources);
  return [
    await ensureImage(progress, nodeImages.pause, [packages], async () => ({
      entries: [{ path: "pause", content: await compiled("client"), mode: 0o755 }],
      entrypoint: ["/pause", "sleep"],
      user: nonRoot,
    })),
    await ensureImage(progress, nodeImages.coredns, [corednsProgram], async () => ({
      entries: [{ path: "coredns", content: await readFile(corednsProgram), mode: 0o755 }],
      entrypoint: ["/coredns"],
      user: nonRoot,
    })),
  ];
}

/** The archive of one image, made where the cache does not hold one that is made of the same. */
export async function ensureImage(
  progress: Progress,
  reference: string,
  madeOf: readonly string[],
  describe: () => Promise<Omit<ImageDescription, "reference">>,
): Promise<Image> {
  const recipe = [recipeVersion, reference, ...madeOf].join("\n");
  const fingerprint = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
  const prefix = `${reference.replace(/[^a-z0-9.]+/gi, "-")}-`;
  const archive = join(imagesRoot(), `${prefix}${fingerprint}.tar`);
  if (await exists(archive)) {
    progress({ step: `image ${reference}`, state: "cached" });
    return { reference, archive, fingerprint };
  }
  await timed(progress, `image ${reference}`, async () => {
    const content = imageArchive({ reference, ...(await describe()) });
    await removeOlder(prefix);
    await writeWhole(archive, (partial) => writeFile(partial, content));
  });
  return { reference, archive, fingerprint };
}

/** Archives of the same image, made of something else. */
async function removeOlder(prefix: string) {
  for (const file of await readdir(imagesRoot()).catch(() => [])) {
    if (file.startsWith(prefix)) await rm(join(imagesRoot(), file), { force: true });
  }
}

async function compiled(program: string): Promise<Buffer> {
  const target = join(imagesRoot(), `.${program}-${randomUUID()}`);
  try {
    await buildLocal(sources, `./${program}`, target);
    return await readFile(target);
  } finally {
    await rm(target, { force: true });
  }
}

/** Of the names and contents of all Go sources. */
async function fingerprintOf(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(go|mod)$/.test(name)).sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest("hex");
}
