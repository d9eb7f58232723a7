import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../cluster/command.js";
import { ensureEnvoy, envoyEntries, sharedLibraries } from "../cluster/envoy.js";
import { moduleSource } from "../cluster/go-download.js";
import { ensureImage, type Image } from "../cluster/images.js";
import { natTools } from "../cluster/nat-gateway.js";
import type { TarEntry } from "../cluster/tar.js";
import type { Progress } from "../cluster/test-cluster.js";
import { versions } from "../cluster/versions.js";
import { istiodImage, proxyImage } from "./names.js";
import { ensureIstio, istio } from "./program.js";

const proxyUser = "1337:1337";

/** Istiod by itself, and the proxy: the agent with the Envoy of all tests, which has none of Istio's own filters. */
export async function ensureIstioImages(progress: Progress): Promise<Image[]> {
  const programs = await ensureIstio({ progress });
  const envoy = await ensureEnvoy({ progress });
  return [
    await ensureImage(progress, istiodImage, [programs["pilot-discovery"]], async () => ({
      entries: [
        { path: "usr/local/bin/pilot-discovery", content: await readFile(programs["pilot-discovery"]), mode: 0o755 },
        { path: "tmp", mode: 0o1777 },
      ],
      entrypoint: ["/usr/local/bin/pilot-discovery"],
      user: proxyUser,
    })),
    await ensureImage(progress, proxyImage, [programs["pilot-agent"], versions.envoy], async () => ({
      entries: unique([
        ...(await envoyEntries(envoy)),
        ...(await nftEntries()),
        { path: "usr/local/bin/pilot-agent", content: await readFile(programs["pilot-agent"]), mode: 0o755 },
        { path: "var/lib/istio/envoy/envoy_bootstrap_tmpl.json", content: await bootstrapTemplate() },
      ]),
      entrypoint: ["/usr/local/bin/pilot-agent"],
      user: proxyUser,
    })),
  ];
}

async function bootstrapTemplate(): Promise<Buffer> {
  const source = await moduleSource(istio.path, istio.version);
  return readFile(join(source, "tools/packaging/common/envoy_bootstrap.json"));
}

/** What redirects the traffic of a pod to its proxy. */
async function nftEntries(): Promise<TarEntry[]> {
  const nft = (await natTools())?.["nft"];
  if (nft === undefined) throw new Error("no nft on this machine; install Debian's package nftables");
  const libraries = sharedLibraries(await run("ldd", [nft]), "nft");
  const binary = async (path: string, from: string): Promise<TarEntry> => ({
    path,
    content: await readFile(from),
    mode: 0o755,
  });
  return [
    await binary("usr/sbin/nft", nft),
    ...(await Promise.all(libraries.map((path) => binary(path.slice(1), path)))),
    { path: "etc/protocols", content: Buffer.from("icmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\n") },
  ];
}

const unique = (entries: TarEntry[]): TarEntry[] => [...new Map(entries.map((entry) => [entry.path, entry])).values()];
