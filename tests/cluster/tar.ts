/** A file, folder or link of an archive. */
export interface TarEntry {
  /** Without a leading slash. */
  path: string;
  /** A file's content; a folder or a link has none. */
  content?: Buffer;
  /** What a symbolic link points to. */
  link?: string;
  /** Defaults to 0o644 for files and 0o755 for folders. */
  mode?: number;
}

const block = 512;

/** A ustar archive. The same entries give the same bytes: no time, no owner but root. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry), content, Buffer.alloc(padding(content.length))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

const padding = (length: number) => (block - (length % block)) % block;

function header({ path, content, link, mode }: TarEntry): Buffer {
  const kind = link !== undefined ? "2" : content !== undefined ? "0" : "5";
  const name = kind === "5" ? `${path}/` : path;
  if (Buffer.byteLength(name) > 100) throw new Error(`path ${path} is longer than the 100 bytes of a tar header`);
  const buffer = Buffer.alloc(block);
  const octal = (value: number, offset: number, length: number) =>
    buffer.write(`${value.toString(8).padStart(length - 1, "0")}\0`, offset, "ascii");
  buffer.write(name, 0);
  octal(mode ?? (kind === "5" ? 0o755 : kind === "2" ? 0o777 : 0o644), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(content?.length ?? 0, 124, 12);
  octal(0, 136, 12);
  buffer.write(kind, 156);
  buffer.write(link ?? "", 157);
  buffer.write("ustar\x0000", 257, "latin1");
  buffer.fill(" ", 148, 156);
  const sum = buffer.reduce((total, byte) => total + byte, 0);
  buffer.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return buffer;
}
