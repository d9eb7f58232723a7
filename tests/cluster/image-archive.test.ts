import { describe, expect, it } from "@jest/globals";
import { imageArchive, withFolders } from "./image-archive.js";
import { tar } from "./tar.js";

const field = (archive: Buffer, offset: number, length: number) =>
  archive.toString("latin1", offset, offset + length).replace(/[\0 ]+$/, "");

describe("tar", () => {
  it("pads content to blocks and ends with two empty ones", () => {
    const archive = tar([{ path: "a", content: Buffer.from("hello"), mode: 0o755 }]);
    expect(archive.length).toBe(4 * 512);
    expect(field(archive, 0, 100)).toBe("a");
    expect(field(archive, 100, 8)).toBe("0000755");
    expect(field(archive, 124, 12)).toBe("00000000005");
    expect(archive.toString("latin1", 512, 517)).toBe("hello");
  });

  it("carries a checksum over the header with the checksum itself as spaces", () => {
    const archive = tar([{ path: "folder" }]);
    const written = parseInt(field(archive, 148, 8), 8);
    const blank = Buffer.from(archive.subarray(0, 512)).fill(" ", 148, 156);
    expect(written).toBe(blank.reduce((total, byte) => total + byte, 0));
    expect(field(archive, 156, 1)).toBe("5");
  });

  it("refuses a path that no header can hold", () => {
    expect(() => tar([{ path: "x".repeat(101) }])).toThrow(/longer than the 100 bytes/);
  });
});

describe("withFolders", () => {
  it("puts each folder once, before what is in it", () => {
    const paths = withFolders([
      { path: "usr/bin/b", content: Buffer.alloc(0) },
      { path: "usr/bin/a", content: Buffer.alloc(0) },
    ]).map(({ path }) => path);
    expect(paths).toEqual(["usr", "usr/bin", "usr/bin/a", "usr/bin/b"]);
  });

  it("keeps the mode of a folder that is named", () => {
    const [folder] = withFolders([
      { path: "tmp", mode: 0o1777 },
      { path: "tmp/a", content: Buffer.alloc(0) },
    ]);
    expect(folder).toEqual({ path: "tmp", mode: 0o1777 });
  });
});

describe("imageArchive", () => {
  const description = {
    reference: "isthmus.test/server:dev",
    entries: [{ path: "server", content: Buffer.from("program"), mode: 0o755 }],
    entrypoint: ["/server"],
    user: "65532:65532",
  };

  it("is the same bytes for the same content", () => {
    expect(imageArchive(description).equals(imageArchive(description))).toBe(true);
  });

  it("names its reference, its user and its layer", () => {
    const text = imageArchive(description).toString("latin1");
    expect(text).toContain('"RepoTags":["isthmus.test/server:dev"]');
    expect(text).toContain('"User":"65532:65532"');
    expect(text).toContain('"Layers":["layer.tar"]');
  });
});
