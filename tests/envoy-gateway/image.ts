import { readFile } from "node:fs/promises";
import { ensureImage, type Image } from "../cluster/images.js";
import type { Progress } from "../cluster/test-cluster.js";
import { versions } from "../cluster/versions.js";
import { ensureEnvoyGateway } from "./program.js";

/** What the manifests name. It serves as controller and, beside each Envoy, as shutdown manager. */
export const envoyGatewayImage = `isthmus.test/envoy-gateway:${versions.envoyGateway}`;

/** The program and a folder for the shutdown manager's one file; both uses look the program up in PATH. */
export async function ensureEnvoyGatewayImage(progress: Progress): Promise<Image> {
  const program = await ensureEnvoyGateway({ progress });
  return ensureImage(progress, envoyGatewayImage, [program], async () => ({
    entries: [
      { path: "usr/local/bin/envoy-gateway", content: await readFile(program), mode: 0o755 },
      { path: "tmp", mode: 0o1777 },
    ],
    entrypoint: ["/usr/local/bin/envoy-gateway"],
    user: "65532:65532",
    ports: [18000],
  }));
}
