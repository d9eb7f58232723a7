import { mkdir, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../command.js";
import type { Image } from "../images.js";
import { apply } from "../kubectl.js";
import type { NodePrograms } from "../programs.js";
import { timed } from "../progress.js";
import { cniPlugins } from "../requirements.js";
import type { Progress } from "../test-cluster.js";
import { createCertificates } from "./certificates.js";
import { firstComponents, secondComponents, type Component, type NodeFacts } from "./components.js";
import { corednsObjects } from "./coredns.js";
import { waitForApi, waitForNode } from "./health.js";
import { writeKubeconfigs } from "./identities.js";
import { clusterNetwork, nodeLayout, type NodeLayout } from "./layout.js";
import { createNodeNetwork } from "./network.js";
import { enter, startComponent, startInit, waitForInit } from "./node.js";
import { cniConfig, containerdConfig, kubeletConfig, kubeProxyConfig } from "./node-config.js";
import { writeState, type NodeState } from "./state.js";

export interface NodePlan {
  name: string;
  address: string;
  programs: NodePrograms;
  images: readonly Image[];
}

/** Brings up a cluster of which nothing is there yet. */
export async function startNode({ name, address, programs, images }: NodePlan, progress: Progress): Promise<NodeState> {
  const layout = nodeLayout(name);
  const facts: NodeFacts = { name, address, layout, programs };
  // On disk before anything else, so that whatever a killed run leaves is found and removed by the next.
  const state: NodeState = { name, address, components: {}, images: {}, complete: false };
  await writeState(state);

  const init = await timed(progress, `${name}: namespaces, certificates, configuration`, async () => {
    await createNodeNetwork(name, address);
    state.init = await startInit(name, layout);
    await writeState(state);
    await createCertificates(layout.pki, name, address);
    await writeConfiguration(name, address, layout);
    await waitForInit(state.init, layout);
    return state.init;
  });

  const start = async (components: readonly Component[]) => {
    for (const component of components) {
      state.components[component.name] = await startComponent(init, name, component);
      await writeState(state);
    }
  };
  const cluster = { kubeconfig: layout.kubeconfig, context: name };
  await timed(progress, `${name}: API server`, async () => {
    await start(firstComponents(facts));
    await waitForApi(cluster, state);
  });
  await timed(progress, `${name}: images`, () => importImages(state, images));
  await timed(progress, `${name}: node and DNS`, async () => {
    await start(secondComponents(facts));
    await apply(cluster, corednsObjects());
    await waitForNode(cluster, state);
  });

  state.complete = true;
  await writeState(state);
  return state;
}

/** Imports what the node does not hold in this version yet. */
export async function importImages(state: NodeState, images: readonly Image[]): Promise<void> {
  if (state.init === undefined) throw new Error(`cluster ${state.name} does not run`);
  const node = await enter(state.init);
  for (const { reference, archive, fingerprint } of images) {
    if (state.images[reference] === fingerprint) continue;
    await run("nsenter", [...node, "ctr", "--namespace", "k8s.io", "images", "import", archive]);
    state.images[reference] = fingerprint;
    await writeState(state);
  }
}

async function writeConfiguration(name: string, address: string, layout: NodeLayout) {
  const { config, pki } = layout;
  const cniFolder = join(config, "cni");
  await mkdir(cniFolder, { recursive: true });
  const cni = await cniPlugins();
  if (cni === undefined) throw new Error("no CNI plugins found: apt-get install containernetworking-plugins");
  const resolvConf = join(config, "resolv.conf");
  const proxyKubeconfig = join(config, "kube-proxy.kubeconfig");
  const write = (file: string, content: string | object) =>
    writeFile(join(config, file), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));

  await write(
    "containerd.toml",
    containerdConfig({ cni, cniConfig: cniFolder, snapshotter: await snapshotterFor(layout.root) }),
  );
  await write("cni/10-isthmus.conflist", cniConfig);
  await write("kubelet.json", kubeletConfig({ pki, resolvConf }));
  await write("kube-proxy.json", kubeProxyConfig({ kubeconfig: proxyKubeconfig, name }));
  await write("resolv.conf", `nameserver ${clusterNetwork.dnsService}\n`);
  await writeKubeconfigs(name, address, layout);
}

const overlayMagic = 0x794c7630;

/** An overlay cannot lie on an overlay, as inside a container. */
const snapshotterFor = async (folder: string) =>
  (await statfs(folder)).type === overlayMagic ? ("native" as const) : ("overlayfs" as const);
