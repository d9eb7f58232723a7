import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kubeconfig } from "./kubeconfig.js";
import { apiPort, type NodeLayout } from "./layout.js";

const components = ["controller-manager", "scheduler", "kubelet", "kube-proxy"];

/** A kubeconfig for each component, by file names, and one for people and tests that holds everything itself. */
export async function writeKubeconfigs(name: string, address: string, { pki, config, kubeconfig: path }: NodeLayout) {
  const server = `https://${address}:${apiPort}`;
  for (const component of components) {
    const content = kubeconfig({
      context: name,
      server,
      ca: { "certificate-authority": join(pki, "ca.crt") },
      certificate: { "client-certificate": join(pki, `${component}.crt`) },
      key: { "client-key": join(pki, `${component}.key`) },
    });
    await writeFile(join(config, `${component}.kubeconfig`), JSON.stringify(content, undefined, 2), { mode: 0o600 });
  }

  const data = (file: string) => readFile(join(pki, file), "base64");
  const content = kubeconfig({
    context: name,
    server,
    ca: { "certificate-authority-data": await data("ca.crt") },
    certificate: { "client-certificate-data": await data("admin.crt") },
    key: { "client-key-data": await data("admin.key") },
  });
  await writeFile(path, JSON.stringify(content, undefined, 2), { mode: 0o600 });
}
