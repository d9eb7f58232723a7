import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FabricSpec } from "../model/fabric.js";
import { checkFabric } from "./check.js";
import { declarationKinds } from "./declared.js";
import { anyFabrics, damagedFabrics } from "./testing/damaged-fabrics.js";
import { type MeshSide, shopAndPayments, validFabrics } from "./testing/fabrics.js";
import { fabricWith, problemsOf, problemsWith } from "./testing/problems.js";

const inputs = fc.oneof(anyFabrics(), damagedFabrics(), validFabrics());

describe("any input whatsoever", () => {
  it("gives a Fabric or problems, never both, and never throws", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { fabric, problems } = checkFabric("test", input);
        expect(fabric === undefined).toBe(problems !== undefined && problems.length > 0);
      }),
      { numRuns: 200 },
    );
  });

  it("gives problems with a code, a place, a message of one line and a way out", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { code, path, message, hint } of problemsOf(input)) {
          expect(code).toMatch(/^[a-z]+(?:\.[a-z-]+)+$/);
          expect(message).toMatch(/^.+$/);
          expect(hint).toMatch(/^.+$/);
          expect(path + message + hint).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          expect((message + hint).replace(/"(?:[^"\\]|\\.)*"/g, "")).not.toMatch(/undefined|\[object|; /);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives problems whose path starts at a kind of declaration, or at what is none", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { code, path } of problemsOf(input)) {
          const isOfTheFabric = path === "" || code === "schema.unknown-field";
          const kind = /^\w+/.exec(path)?.[0] ?? "";
          expect(isOfTheFabric || (declarationKinds as string[]).includes(kind)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives problems in the order of their paths", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const paths = problemsOf(input).map(({ path }) => path);
        expect(paths).toEqual([...paths].sort());
      }),
    );
  });

  it("gives each problem once", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const problems = problemsOf(input).map((problem) => JSON.stringify(problem));
        expect(problems).toHaveLength(new Set(problems).size);
      }),
    );
  });
});

describe("a valid Fabric", () => {
  it("is the program of the design", () => {
    expect(checkFabric("shop", shopAndPayments())).toMatchObject({ fabric: { name: "shop", notes: [] } });
  });

  it("may declare nothing", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it("has no problems", () => {
    fc.assert(fc.property(validFabrics(), (fabric) => expect(problemsOf(fabric)).toEqual([])));
  });

  it("is not changed by the check", () => {
    fc.assert(
      fc.property(validFabrics(), (fabric) => {
        const before = structuredClone(fabric);
        checkFabric("test", fabric);
        expect(fabric).toEqual(before);
      }),
    );
  });

  it("keeps every declaration", () => {
    fc.assert(
      fc.property(validFabrics(), (declared) => {
        const { fabric } = checkFabric("test", declared);
        const listeners = fabric?.gateways.flatMap((gateway) => gateway.listeners) ?? [];
        expect(fabric?.meshes.map(({ name }) => name)).toEqual(Object.keys(declared.meshes).sort());
        expect(fabric?.gateways.map(({ name }) => name)).toEqual(Object.keys(declared.meshGateways).sort());
        expect(fabric?.routes.map(({ name }) => name)).toEqual(Object.keys(declared.routes).sort());
        expect(listeners.flatMap(({ exposes }) => exposes.map(({ name }) => name)).sort()).toEqual(
          Object.keys(declared.exposes).sort(),
        );
        const permissions = new Set(listeners.flatMap((one) => one.permissions.map(({ name }) => name)));
        expect([...permissions].sort()).toEqual(Object.keys(declared.crossMeshPermissions).sort());
      }),
    );
  });

  it("without one declaration is valid, or lacks what others mention", () => {
    const removed = validFabrics().chain((fabric) => {
      const declared = declarationKinds.flatMap((kind) =>
        Object.keys(fabric[kind as keyof MeshSide] ?? {}).map((name) => ({ kind, name })),
      );
      return fc.constantFrom(...declared).map(({ kind, name }) => {
        const rest: FabricSpec = structuredClone(fabric);
        delete rest[kind]?.[name];
        return { rest, path: `${kind}.${name}` };
      });
    });
    fc.assert(
      fc.property(removed, ({ rest }) => {
        for (const { code } of problemsOf(rest)) expect(code).toBe("reference.unknown");
      }),
      { numRuns: 200 },
    );
  });
});

describe("the order of keys", () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : Object.prototype.toString.call(value) === "[object Object]"
        ? Object.fromEntries(
            Object.entries(value as object)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;

  it("decides nothing", () => {
    fc.assert(
      fc.property(fc.oneof(damagedFabrics(), validFabrics()), (input) => {
        expect(checkFabric("test", reversed(input))).toEqual(checkFabric("test", input));
      }),
      { numRuns: 200 },
    );
  });

  it("does not decide who came first", () => {
    const twins = fabricWith({ "meshes.shop.trustDomain": "payments.acme.internal" });
    expect(problemsOf(reversed(twins))).toEqual(problemsOf(twins));
  });
});

describe("every problem", () => {
  /** Each is wrong by itself, and none hides another. */
  const mistakes: Record<string, Record<string, unknown>> = {
    "a field that nobody knows": { colour: "red" },
    "a name that does not fit": { "clusters.2nd": {} },
    "a cluster that is not there": { "meshes.shop.cluster": "nowhere" },
    "a mesh that does not fit": { "meshes.ledger": { trustDomain: "LEDGER", target: { kind: "istio" } } },
    "a trust domain that is taken": {
      "meshes.twin": { trustDomain: "payments.acme.internal", target: { kind: "standalone" } },
    },
    "a gateway without listener": { "meshGateways.door": { mesh: "shop" } },
    "a listener that is there already": {
      "meshGateways.edge.listeners.copy": { port: 8443, protocol: "HTTPS", hostname: "payments.mesh", crossMesh: true },
    },
    "an Expose of a path that is taken": {
      "exposes.twin": { gateway: "edge", listener: "api", service: { name: "a", namespace: "b", port: 1 } },
    },
    "a permission for an Expose that is not there": { "crossMeshPermissions.checkoutMayCharge.expose": "nothing" },
    "a Route by a gateway that is no egress": { "routes.charge.via": "edge" },
    "a hostname that is taken": {
      "routes.twin": { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh" },
    },
  };

  it.each(Object.keys(mistakes))("is found: %s", (mistake) => {
    expect(problemsWith(mistakes[mistake] ?? {}).length).toBeGreaterThan(0);
  });

  it("is found at once, whatever else is wrong", () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(mistakes)), (chosen) => {
        const changes = Object.assign({}, ...chosen.map((mistake) => mistakes[mistake])) as Record<string, unknown>;
        const together = problemsWith(changes);
        expect(together.length).toBeGreaterThanOrEqual(chosen.length);
        for (const mistake of chosen)
          for (const { code, path } of problemsWith(mistakes[mistake] ?? {}))
            expect(together).toContainEqual(expect.objectContaining({ code, path }));
      }),
    );
  });

  it("of a target comes with all others", () => {
    const problem = { code: "target.unavailable", path: "meshes.shop", message: "not yet", hint: "wait" };
    const { problems } = checkFabric("test", fabricWith({ "routes.charge.to.expose": "nothing" }), {
      problems: () => [problem],
    });
    expect(problems?.map(({ code }) => code)).toEqual(["target.unavailable", "reference.unknown"]);
  });
});
