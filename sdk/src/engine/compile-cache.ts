import nodeModule from "node:module";

/** Lets Node keep what it has compiled (22.1 and later): the SDK's hundreds of files load in half the time. */
export function enableCompileCache(): void {
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
}
