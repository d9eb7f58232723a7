import { describe, expect, it } from "@jest/globals";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfigFlags, resolveConfig } from "./config.js";
import { readProject } from "./project.js";
import { newCipher } from "./state/cipher.js";
import { temporaryDirectory } from "./testing/temporary-directory.js";

const passphrase = { phrase: "correct horse", source: "a test", created: false };

function directory(files: Record<string, string>): string {
  const dir = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

describe("a project", () => {
  it.each([
    ["has no Pulumi.yaml", {}, "there is no Pulumi.yaml here"],
    ["is not YAML", { "Pulumi.yaml": "name: [" }, "not valid YAML"],
    ["has no name", { "Pulumi.yaml": "runtime: nodejs" }, "a project has a name"],
    [
      "is written in Go",
      { "Pulumi.yaml": "name: a\nruntime: go" },
      'the runtime is "go", and the local engine runs only nodejs',
    ],
    ["has no program", { "Pulumi.yaml": "name: a\nruntime: nodejs" }, "there is no program in"],
    ["names a program that is not there", { "Pulumi.yaml": "name: a\nruntime: nodejs\nmain: src" }, "does not exist"],
  ])("is refused where it %s", (_, files, said) => {
    expect(() => readProject(directory(files))).toThrow(said);
  });
});

describe("configuration", () => {
  const project = (config: string) =>
    readProject(directory({ "Pulumi.yaml": `name: shop\nruntime: nodejs\n${config}`, "index.js": "" }));

  it("is the project's, then the stack's, then the command line's", async () => {
    const found = project("config:\n  a: 1\n  b: 1\n  kubernetes:context: {value: east}\n  typed: {type: string}");
    writeFileSync(join(found.root, "Pulumi.dev.yaml"), "config:\n  shop:b: 2\n  c: {d: true}\n");
    const { values } = await resolveConfig(found, "dev", { c: "3" }, () => passphrase);
    expect(values).toEqual({ "shop:a": "1", "shop:b": "2", "shop:c": "3", "kubernetes:context": "east" });
  });

  it("opens the stack's secrets with the passphrase, and says which keys are secret", async () => {
    const found = project("");
    const cipher = await newCipher(passphrase);
    const file = `encryptionsalt: ${cipher.salt}\nconfig:\n  shop:token: {secure: "${cipher.encrypt("hunter2")}"}\n`;
    writeFileSync(join(found.root, "Pulumi.dev.yaml"), file);
    expect(await resolveConfig(found, "dev", {}, () => passphrase)).toEqual({
      values: { "shop:token": "hunter2" },
      secretKeys: ["shop:token"],
    });
    await expect(resolveConfig(found, "dev", {}, () => ({ ...passphrase, phrase: "no" }))).rejects.toThrow(
      "does not open",
    );
  });

  it("is given as key=value, where the value may hold more of both", () => {
    expect(parseConfigFlags(["a=b=c", "d="])).toEqual({ a: "b=c", d: "" });
    expect(() => parseConfigFlags(["a"])).toThrow("key=value");
  });
});
