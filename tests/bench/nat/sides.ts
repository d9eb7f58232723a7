import type { Bench } from "../bench.js";
import { ensureBuilt } from "../engine/project.js";
import { middle, privateAddress, publicAddress } from "./address-plan.js";
import { applied, configured, loadIptables } from "./gateways.js";
import { Known } from "./linear-rules.js";
import { ensureNamespaces } from "./requirements.js";
import { forwardPlainly, openScene, type Scene } from "./scene.js";

export const few = 10;
export const many = 10_000;

/** A gateway, and where the consumer finds somebody behind it. */
export interface Side {
  scene: Scene;
  /** Whoever answers, in the provider. */
  answers: string;
  /** The same as the consumer writes it. */
  destination: string;
}

/** All that traffic is compared through. */
export interface Sides {
  /** Forwarding alone. */
  plain: Side;
  few: Side;
  many: Side;
  /** As many rules of iptables, which known flows go through too. */
  linear: Side;
  /** Likewise, but that known flows pass first. */
  passing: Side;
}

/** Runs something between namespaces that are there all at once, and takes them down. */
export async function withSides<T>(bench: Bench, use: (sides: Sides) => Promise<T>): Promise<T> {
  await ensureNamespaces(bench);
  await ensureBuilt(bench);
  const scenes: Scene[] = [];
  const side = async (count: number, prepare: (scene: Scene) => Promise<unknown>): Promise<Side> => {
    const scene = await openScene();
    scenes.push(scene);
    await prepare(scene);
    const index = middle(count);
    return { scene, answers: privateAddress(index), destination: publicAddress(index) };
  };
  const isthmus = (count: number) => side(count, async (scene) => applied(scene, await configured(bench, count)));
  const iptables = (known: Known) =>
    side(many, async (scene) => {
      await forwardPlainly(scene);
      await loadIptables(scene, many, known);
    });
  try {
    const plain = await side(many, forwardPlainly);
    return await use({
      plain: { ...plain, destination: plain.answers },
      few: await isthmus(few),
      many: await isthmus(many),
      linear: await iptables(Known.Asked),
      passing: await iptables(Known.Pass),
    });
  } finally {
    for (const scene of scenes) await scene.close();
  }
}
