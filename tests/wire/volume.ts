import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A volume of a ConfigMap or Secret, whose files change as kubelet changes them. */
export interface Volume {
  /** Replaces all files at once. */
  write: (files: Record<string, string>) => void;
}

/**
 * Makes a volume's directory: each file is a link through `..data`, which is a link to a directory of one version.
 * A change makes a new directory and renames a new `..data` over the old (kubelet's AtomicWriter).
 */
export function volume(directory: string): Volume {
  mkdirSync(directory, { recursive: true });
  let version = 0;
  return {
    write(files) {
      const next = `..version_${(version += 1)}`;
      mkdirSync(join(directory, next));
      for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, next, name), content);
      const previous = version > 1 ? readlinkSync(join(directory, "..data")) : undefined;
      symlinkSync(next, join(directory, "..data_tmp"));
      renameSync(join(directory, "..data_tmp"), join(directory, "..data"));
      const present = readdirSync(directory).filter((name) => !name.startsWith(".."));
      for (const name of Object.keys(files)) {
        if (!present.includes(name)) symlinkSync(join("..data", name), join(directory, name));
      }
      for (const name of present) if (!(name in files)) rmSync(join(directory, name));
      if (previous !== undefined) rmSync(join(directory, previous), { recursive: true });
    },
  };
}
