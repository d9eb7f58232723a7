import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

/** The plugin in a process of its own, as Pulumi starts it: the engine's address in, the plugin's port out. */
export interface PluginProcess {
  client: ResourceProviderClient;
  stop(): void;
}

/** Starts it over the sources. */
export async function startPlugin(engineAddress: string): Promise<PluginProcess> {
  const entry = path.join(__dirname, "plugin.ts");
  const child = spawn(process.execPath, ["--import", "tsx", entry, engineAddress], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    client,
    stop() {
      client.close();
      child.kill();
    },
  };
}
