import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureEnvoy } from "../cluster/index.js";
import { freePorts } from "../wire/free-ports.js";

/** An Envoy that runs, and how to end it; it ends with this process, also where that ends by itself. */
export interface StaticEnvoy {
  stop: () => Promise<void>;
}

/** Envoy's whole configuration: listeners, and where it can be asked how it is. */
export const staticBootstrap = (listeners: unknown[], adminPort: number): unknown => ({
  admin: { address: { socket_address: { address: "127.0.0.1", port_value: adminPort } } },
  static_resources: { listeners },
});

/** Starts Envoy with listeners and nothing else. */
export async function startListeners(listeners: unknown[]): Promise<StaticEnvoy> {
  const binary = await ensureEnvoy();
  const [adminPort = 0] = await freePorts(1);
  const directory = mkdtempSync(join(tmpdir(), "isthmus-kuma-"));
  const file = join(directory, "envoy.json");
  writeFileSync(file, JSON.stringify(staticBootstrap(listeners, adminPort)));
  const options = ["--log-level", "error", "--concurrency", "1", "--use-dynamic-base-id"];
  const child = spawn(binary, ["-c", file, ...options], { stdio: "ignore" });
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    if (child.exitCode === null) {
      const ended = once(child, "exit");
      kill();
      await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await ready(adminPort, () => child.exitCode);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function ready(adminPort: number, exitCode: () => number | null): Promise<void> {
  for (let tries = 0; tries < 600 && exitCode() === null; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${adminPort}/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("Envoy did not get ready");
}
