import fc from "fast-check";
import { declarationKinds } from "../declared.js";
import { validFabricsOfAllListeners } from "./fabrics.js";

const fields = [
  "mesh",
  "gateway",
  "listeners",
  "from",
  "to",
  "path",
  "port",
  "http",
  "vpcs",
  "cidrs",
  "hostname",
  "toString",
];
const names = fc.constantFrom("a", "edge", "shopFront", "shop-front", "constructor", "__proto__", "", "a\nb");
const { anyDeclaration } = fc.letrec<{ anyDeclaration: unknown }>((tie) => ({
  anyDeclaration: fc.oneof(
    { maxDepth: 4 },
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
    fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), tie("anyDeclaration"), { maxKeys: 4 }),
    fc.array(tie("anyDeclaration"), { maxLength: 2 }),
  ),
}));
/** Anything at all, and what looks like a Fabric from afar. */
export const anyFabrics = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.anything(),
    fc.dictionary(
      fc.constantFrom(...declarationKinds),
      fc.oneof(anyDeclaration, fc.dictionary(names, anyDeclaration, { maxKeys: 3 })),
    ),
  );

/** A valid Fabric with one value, anywhere in it, replaced by anything. */
export const damagedFabrics = (): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      validFabricsOfAllListeners(),
      fc.infiniteStream(fc.nat()),
      fc.oneof(fc.anything(), fc.constantFrom("nobody", 0, "A", null)),
    )
    .map(([fabric, choices, value]) => {
      const broken = structuredClone(fabric) as unknown;
      let parent = broken as Record<string, unknown>;
      for (;;) {
        const keys = Object.keys(parent);
        const key = keys[choices.next().value % Math.max(keys.length, 1)];
        if (key === undefined) return broken;
        const child = parent[key];
        if (typeof child !== "object" || child === null || Object.keys(child).length === 0) {
          parent[key] = value;
          return broken;
        }
        parent = child as Record<string, unknown>;
      }
    });
