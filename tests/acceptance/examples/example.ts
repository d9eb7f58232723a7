import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { type EmittedObject, settle } from "../../../sdk/src/targets/emitted.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { markedMaterial } from "../../../sdk/src/targets/testing/planned.js";

/** An example of meshes: its folder, the name of its Fabric, and what that declares. */
export interface Example {
  folder: string;
  fabric: string;
  declarations: unknown;
  /** Which objects stand in which file of it; all in `rendered.yaml` where it is left out. */
  files?: Record<string, (emitted: EmittedObject) => boolean>;
}

/** That its manifests and its README are those of its declarations. `ISTHMUS_WRITE_RENDERED` writes the manifests. */
export function showsItsDeclarations({ folder, fabric, declarations, files }: Example): void {
  const path = (file: string): string => resolve(__dirname, "../../../examples", folder, file);
  const textOf = (file: string): string => readFileSync(path(file), "utf8");

  it.each(Object.entries(files ?? { "rendered.yaml": () => true }))(
    "has %s, which is of its declarations",
    (file, is) => {
      const text = manifests(fabric, declarations, is);
      if (process.env["ISTHMUS_WRITE_RENDERED"] !== undefined) writeFileSync(path(file), text);
      expect(textOf(file)).toBe(text);
    },
  );

  it("has a README that shows its declarations and the rows of its preview", () => {
    const program = textOf("fabric.ts");
    expect(textOf("README.md")).toContain(program.slice(program.indexOf("export const declarations")).trim());
    const rows = Object.keys(planFabric(fabric, declarations).connectivity).map((row) => ` +   ${row}\n`);
    expect(textOf("README.md")).toContain(`Connectivity\n${rows.join("")}`);
  });
}

/** Manifests without Secrets, and with names in place of certificates, which no two runs have alike. */
function manifests(fabric: string, declarations: unknown, is: (emitted: EmittedObject) => boolean): string {
  const plan = planFabric(fabric, declarations);
  const material = markedMaterial(plan);
  return plan.objects
    .filter((emitted) => emitted.object.kind !== "Secret" && is(emitted))
    .map(({ object }) => stringify(settle(object, material), { lineWidth: 0, aliasDuplicateObjects: false }))
    .join("---\n");
}
