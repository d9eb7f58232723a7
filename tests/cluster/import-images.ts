import type { Image } from "./images.js";
import { loadImages } from "./kind.js";
import { importImages as importIntoNode } from "./local/start.js";
import { readState } from "./local/state.js";
import type { TestCluster } from "./test-cluster.js";

/** Gives a cluster images beyond those that every one holds. Into a cluster of the user's they are loaded by hand. */
export async function importImages({ name, origin }: TestCluster, images: readonly Image[]): Promise<void> {
  switch (origin) {
    case "kubeconfig":
      return;
    case "kind":
      return loadImages(name, images);
    case "local": {
      const state = await readState(name);
      if (state === undefined) throw new Error(`cluster ${name} does not run`);
      return importIntoNode(state, images);
    }
  }
}
