import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { declarations as internet } from "../../../examples/vpc-internet/fabric.js";
import { declarations as overlap } from "../../../examples/vpc-overlap/fabric.js";
import { declarations as peering } from "../../../examples/vpc-peering/fabric.js";
import { declarations as service } from "../../../examples/vpc-service/fabric.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { withPackets } from "../../packets/with-packets.js";
import { exampleFolder } from "./vpc-example.js";

const examples = Object.entries({
  "vpc-peering": peering,
  "vpc-overlap": overlap,
  "vpc-service": service,
  "vpc-internet": internet,
});

const fileOf = (name: string, file: string): string => readFileSync(join(exampleFolder(name), file), "utf8");
const codeIn = (text: string, language: string): string | undefined =>
  new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(text)?.[1];

describe.each(examples)("the README of %s", (name, declarations) => {
  it("shows the declarations that run", () => {
    expect(codeIn(fileOf(name, "README.md"), "ts")).toBe(fileOf(name, "fabric.ts"));
  });

  it("shows the rows of its preview", () => {
    const rows = Object.keys(planFabric(name, declarations).connectivity).map((row) => ` +   ${row}\n`);
    expect(/```\n(Connectivity\n.*?)```/s.exec(fileOf(name, "README.md"))?.[1]).toBe(`Connectivity\n${rows.join("")}`);
  });
});

withPackets("the commands of vpc-overlap by hand", () => {
  it("show how the one sees the other", () => {
    const script = codeIn(fileOf("vpc-overlap", "README.md"), "sh");
    expect(script).toContain("npx isthmus nat apply");
    const out = mkdtempSync(join(tmpdir(), "isthmus-by-hand-"));
    const { stdout, stderr, status } = spawnSync(
      "unshare",
      ["--net", "--mount", "bash", "-ec", script?.replaceAll(/(--out|apply) out\b/g, `$1 ${out}`) ?? "false"],
      { cwd: join(exampleFolder("vpc-overlap"), "../.."), encoding: "utf8" },
    );
    rmSync(out, { recursive: true });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["192.168.1.5", "role           active"]));
  });
});
