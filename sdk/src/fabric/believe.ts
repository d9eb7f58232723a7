import type { CheckedMesh } from "./checked.js";

/** Whether two meshes take each other's word: a mesh always takes its own. */
export const believeEachOther = (a: CheckedMesh, b: CheckedMesh): boolean =>
  a.name === b.name || !(a.trust.distrusted || b.trust.distrusted);
