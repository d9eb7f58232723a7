import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { FabricLab } from "../../packets/fabric-lab.js";
import type { LabVpc } from "../../packets/lab.js";
import type { Declarations } from "../../packets/network-fixture.js";

const root = resolve(__dirname, "../../..");
const isthmus = join(root, "sdk/bin/isthmus.js");

/** Where an example is. */
export const exampleFolder = (name: string): string => join(root, "examples", name);

/** A lab whose gateway does what an example declares. */
export async function openExample(declarations: Declarations, namespaces: Record<string, LabVpc>): Promise<FabricLab> {
  const fabric = await FabricLab.open(namespaces, {});
  try {
    // what a target refuses is refused here as well, as by `up`
    planFabric("example", declarations);
    await fabric.apply(declarations);
  } catch (error) {
    await fabric.close();
    throw error;
  }
  return fabric;
}

/** The commands of the READMEs: renders the program, applies that in the lab's gateway, and returns what is printed. */
export async function renderAndApply(name: string, { lab: { gateway } }: FabricLab): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), "isthmus-render-"));
  try {
    await gateway.run(process.execPath, isthmus, "render", "--out", out, exampleFolder(name));
    return await gateway.run(process.execPath, isthmus, "nat", "apply", out);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
