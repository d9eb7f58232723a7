import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProblemsError } from "../model/problem.js";
import { configurationHash, DirectoryReader } from "./read-directory.js";

const good = {
  "gateway.json": JSON.stringify({ version: 1, name: "nat", vpcs: [] }),
  "ruleset.nft": "table ip isthmus { }\n",
  "elements-0.txt": "via 1 : 2\n",
  "elements-1.txt": "via 3 : 4\n",
};

describe("DirectoryReader", () => {
  let directory: string;
  const write = (files: Record<string, string>): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  };
  const problemsOf = (reader: DirectoryReader): string[] => {
    try {
      reader.read();
      return [];
    } catch (error) {
      return (error as ProblemsError).problems.map(({ path, code }) => `${path} ${code}`);
    }
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "isthmus-reader-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("has the hash of the files that count, whatever changed in which order", () => {
    const reader = new DirectoryReader(directory);
    const files: Record<string, string> = { ...good };
    write({ ...files, "notes.txt": "none of ours" });
    expect(reader.read().hash).toBe(configurationHash(new Map(Object.entries(files))));
    for (const [name, text] of [
      ["elements-1.txt", "via 3 : 5\n"],
      ["elements-00.txt", "via 9 : 9\n"],
      ["elements-0.txt", "via 1 : 7\n"],
      ["gateway.json", JSON.stringify({ version: 1, name: "other", vpcs: [] })],
    ] as const) {
      files[name] = text;
      write({ [name]: text });
      expect(reader.read().hash).toBe(configurationHash(new Map(Object.entries(files))));
    }
    rmSync(join(directory, "elements-00.txt"));
    delete files["elements-00.txt"];
    expect(reader.read().hash).toBe(configurationHash(new Map(Object.entries(files))));
  });

  it("gives the same configuration for the same files, and the same file where another changed", () => {
    const reader = new DirectoryReader(directory);
    write(good);
    const first = reader.read();
    expect(reader.read()).toBe(first);
    write({ "elements-1.txt": "via 3 : 5\n" });
    const second = reader.read();
    expect(second.elementFiles.get("elements-0.txt")).toBe(first.elementFiles.get("elements-0.txt"));
    expect(second.elementFiles.get("elements-1.txt")).not.toBe(first.elementFiles.get("elements-1.txt"));
  });

  it("finds what is wrong in all files at once, and again until it is right", () => {
    const reader = new DirectoryReader(directory);
    write({ "gateway.json": "{", "elements-0.txt": "wrong\n", "elements-1.txt": "via 1 : 2\nvia }\n" });
    const found = [
      "ruleset.nft agent.missing",
      "gateway.json agent.not-json",
      "elements-0.txt: line 1 agent.element",
      "elements-1.txt: line 2 agent.element",
    ];
    expect(problemsOf(reader)).toEqual(found);
    expect(problemsOf(reader)).toEqual(found);
    write(good);
    expect(problemsOf(reader)).toEqual([]);
  });

  it("refuses an element that stands in two files, also where only one of them is new", () => {
    const reader = new DirectoryReader(directory);
    write({ ...good, "elements-1.txt": "via 1 : 2\n" });
    expect(problemsOf(reader)).toEqual(["elements-0.txt, elements-1.txt agent.repeated"]);
    write(good);
    reader.read();
    write({ "elements-0.txt": "via 1 : 2\nvia 3 : 4\n" });
    expect(problemsOf(reader)).toEqual(["elements-0.txt, elements-1.txt agent.repeated"]);
  });

  it("reads a ConfigMap volume as one version of it, before new files are linked into the directory", () => {
    const swap = (version: string, files: Record<string, string>): void => {
      mkdirSync(join(directory, version));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, version, name), text);
      symlinkSync(version, join(directory, "..data_tmp"));
      renameSync(join(directory, "..data_tmp"), join(directory, "..data"));
    };
    const { "elements-1.txt": moved, ...before } = good;
    swap("..1", before);
    for (const name of Object.keys(before)) symlinkSync(join("..data", name), join(directory, name));
    const reader = new DirectoryReader(directory);
    expect(reader.read().hash).toBe(configurationHash(new Map(Object.entries(before))));

    const { "elements-0.txt": dropped, ...after } = { ...good, "elements-1.txt": `${good["elements-0.txt"]}${moved}` };
    expect(dropped).toBeDefined();
    swap("..2", after);
    expect(readlinkSync(join(directory, "elements-0.txt"))).toBe("..data/elements-0.txt");
    expect(reader.read().hash).toBe(configurationHash(new Map(Object.entries(after))));
  });

  it("says that there is no such directory", () => {
    expect(problemsOf(new DirectoryReader("/nonexistent"))).toEqual(["/nonexistent agent.directory"]);
  });
});
