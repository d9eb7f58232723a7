import { createHash } from "node:crypto";
import { access, readdir, readFile, realpath } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { run } from "./command.js";
import { sharedLibraries } from "./envoy.js";
import type { TarEntry } from "./tar.js";

/** What the agent runs, and nothing else is in its image but what these are linked to. */
const tools = ["nft", "ip", "conntrack"] as const;

/** The compiled SDK: the agent, and the one file that it takes from elsewhere. */
const compiled = resolve(__dirname, "../../sdk/dist");

/** The programs of the NAT gateway's image on this machine; undefined where one is not installed. */
export async function natTools(): Promise<Record<string, string> | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  const found: Record<string, string> = { node: process.execPath };
  for (const tool of tools) {
    for (const path of folders.map((folder) => join(folder, tool))) {
      if (
        !(await access(path).then(
          () => true,
          () => false,
        ))
      )
        continue;
      found[tool] ??= await realpath(path);
    }
    if (found[tool] === undefined) return undefined;
  }
  return found;
}

/** Of the agent's code and of the programs, so that the image is made again when one of them changes. */
export async function natFingerprint(programs: Record<string, string>): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const { path, content } of await agentEntries()) hash.update(path).update(content ?? "");
  for (const tool of tools) hash.update(await readFile(programs[tool] ?? ""));
  return hash.digest("hex");
}

/** What the Dockerfile in dataplane/nat makes, from this machine: no shell, no package manager, no node_modules. */
export async function natEntries(programs: Record<string, string>): Promise<TarEntry[]> {
  const libraries = new Map<string, string>();
  for (const [name, path] of Object.entries(programs)) {
    for (const library of sharedLibraries(await run("ldd", [path]), name)) libraries.set(library, library);
  }
  const binary = async (path: string, from: string): Promise<TarEntry> => ({
    path,
    content: await readFile(from),
    mode: 0o755,
  });
  return [
    await binary("usr/local/bin/node", programs["node"] ?? ""),
    ...(await Promise.all(tools.map((tool) => binary(`usr/sbin/${tool}`, programs[tool] ?? "")))),
    ...(await Promise.all([...libraries.keys()].map((path) => binary(path.slice(1), path)))),
    ...(await agentEntries()),
    // nft asks for the numbers of tcp, udp and icmp
    { path: "etc/protocols", content: Buffer.from("icmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\n") },
    { path: "etc/nsswitch.conf", content: Buffer.from("hosts: files dns\nprotocols: files\n") },
    { path: "etc/passwd", content: Buffer.from("root:x:0:0::/:/none\n") },
    { path: "etc/group", content: Buffer.from("root:x:0:\n") },
    { path: "tmp", mode: 0o1777 },
  ];
}

async function agentEntries(): Promise<TarEntry[]> {
  const agent = await readdir(join(compiled, "agent"), { recursive: true }).catch(() => []);
  if (agent.length === 0) throw new Error("sdk/dist has no agent; run npm run build");
  const files = [...agent.map((file) => join("agent", file)), "model/problem.js"].filter((file) =>
    file.endsWith(".js"),
  );
  return Promise.all(
    files
      .sort()
      .map(async (file) => ({ path: join("opt/isthmus", file), content: await readFile(join(compiled, file)) })),
  );
}
