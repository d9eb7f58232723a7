/** A Go module of which programs are built, as the module proxy knows it. */
export interface GoModule {
  /** Folder name in the cache. */
  name: string;
  path: string;
  version: string;
  /** The version that stands for each local `replace`; without one such a `replace` is dropped. */
  stagingVersion?: string;
  /** Variables to stamp at link time: `package.name` to value. */
  stamps?: Record<string, string>;
  /** Program name to the package that holds its `main`. */
  programs: Record<string, string>;
}

/**
 * A go.mod that pins just what the module's own go.mod pins, but builds outside its repository: `replace`s to
 * folders, which the proxy does not serve, become versions or go.
 */
export function wrapperGoMod(upstream: string, { name, path, version, stagingVersion }: GoModule): string {
  const lines = upstream.split("\n").flatMap((line) => {
    if (line.startsWith("module ")) return [`module isthmus.test/build/${name}`];
    if (/^(tool|ignore|retract|toolchain)\s+[^(\s]/.test(line)) return [];
    const local = /^(\s*(?:replace\s+)?)(\S+)(?:\s+v\S+)?\s+=>\s+\.{1,2}\/\S*/.exec(line);
    if (local === null) return [line];
    return stagingVersion === undefined ? [] : [`${local[1]}${local[2]} => ${local[2]} ${stagingVersion}`];
  });
  return `${withoutBlocks(lines.join("\n"), ["tool", "ignore", "retract"]).trimEnd()}\n\nrequire ${path} ${version}\n`;
}

/** The linker's flags: no symbol tables, and the stamps in a stable order. */
export function linkerFlags({ stamps = {} }: Pick<GoModule, "stamps">): string {
  const values = Object.entries(stamps).sort(([a], [b]) => (a < b ? -1 : 1));
  return ["-s", "-w", ...values.map(([name, value]) => `-X ${name}=${value}`)].join(" ");
}

function withoutBlocks(goMod: string, directives: readonly string[]): string {
  return directives.reduce(
    (text, directive) => text.replace(new RegExp(`^${directive} \\([^)]*\\)\\n?`, "gm"), ""),
    goMod,
  );
}
