import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { diffProperties, markReplacing } from "./diff.js";
import { formatPath, keepOld, parsePath } from "./path.js";
import { type Properties, Secret, UNKNOWN } from "./value.js";

describe("a diff", () => {
  it("names the smallest parts that differ, lists by index", () => {
    const before = { spec: { replicas: 2, ports: [{ port: 80 }, { port: 81 }], gone: true } };
    const after = { spec: { replicas: 3, ports: [{ port: 80 }, { port: 82 }, { port: 83 }], fresh: 1 } };
    expect(diffProperties(before, after).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "add spec.fresh",
      "delete spec.gone",
      "update spec.ports[1].port",
      "add spec.ports[2]",
      "update spec.replicas",
    ]);
  });

  it("does not see the order of keys, or that a value became secret", () => {
    expect(diffProperties({ a: 1, b: { c: 2, d: 3 } }, { b: new Secret({ d: 3, c: 2 }), a: 1 })).toEqual([]);
  });

  it("names the entry of a secret that changed, and neither of its values", () => {
    const changes = diffProperties(
      { data: new Secret({ a: "one", b: "same" }) },
      { data: new Secret({ a: "two", b: "same" }) },
    );
    expect(JSON.stringify(changes)).toBe('[{"path":"data.a","kind":"update","before":"[secret]","after":"[secret]"}]');
  });

  it("keeps keys of a secret that do not read like names", () => {
    const changes = diffProperties({ data: new Secret({ "a b": 1 }) }, { data: new Secret({ "pass word": 1 }) });
    expect(changes.map(({ path }) => path)).toEqual(["data"]);
  });

  it("takes what is not known yet for a change", () => {
    expect(diffProperties({ a: 1 }, { a: UNKNOWN })).toHaveLength(1);
  });

  it("is empty exactly where nothing differs", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<Properties>;
    fc.assert(fc.property(json, (a) => expect(diffProperties(a, structuredClone(a))).toEqual([])));
  });

  it("marks what forces a replacement, also by a path around or below it", () => {
    const changes = diffProperties({ spec: { a: { b: 1 } } }, { spec: { a: { b: 2 } } });
    for (const path of ["spec", "spec.a.b", "spec.a.b.c"])
      expect(markReplacing(changes, [path])[0]?.replace).toBe(true);
    expect(markReplacing(changes, ["spec.z"])[0]?.replace).toBeUndefined();
  });
});

describe("a path", () => {
  it("comes back from its text", () => {
    const key = fc.string({ minLength: 1 }).filter((text) => text !== "*");
    fc.assert(
      fc.property(fc.array(fc.oneof(key, fc.nat(9)), { minLength: 1 }), (path) => {
        const proper = typeof path[0] === "number" ? ["root", ...path] : path;
        expect(parsePath(formatPath(proper))).toEqual(proper);
      }),
    );
  });

  it("keeps what is ignored as it was, present or absent", () => {
    const value = { spec: { replicas: 5, extra: 1 }, list: [{ a: 2, b: 2 }] };
    const old = { spec: { replicas: 2 }, list: [{ a: 1, b: 1 }] };
    expect(keepOld(value, old, parsePath("spec.replicas"))).toMatchObject({ spec: { replicas: 2, extra: 1 } });
    expect(keepOld(value, old, parsePath("spec.extra"))).toMatchObject({ spec: { replicas: 5 } });
    expect(keepOld(value, old, parsePath("list[*].a"))).toMatchObject({ list: [{ a: 1, b: 2 }] });
  });
});
