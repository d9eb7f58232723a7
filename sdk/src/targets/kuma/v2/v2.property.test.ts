import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { planFabric } from "../../plan.js";
import { settle } from "../../emitted.js";
import { markedMaterial } from "../../testing/planned.js";
import { admissionErrors, isKumas } from "./testing/admission.js";
import type { Manifest } from "./testing/admission/manifest.js";
import { kumaFabrics } from "./testing/fabrics.js";
import { danglingReferences, instanceTags, wantedTags } from "./testing/references.js";

/** The objects of Kuma in a plan, as they are sent. */
function manifestsOf(input: unknown): Manifest[] {
  const plan = planFabric("drawn", input);
  const material = markedMaterial(plan);
  return plan.objects.map(({ object }) => settle(object, material) as Manifest).filter(isKumas);
}

const always = (property: (manifests: Manifest[]) => void): void => {
  fc.assert(
    fc.property(kumaFabrics(), (fabric) => {
      property(manifestsOf(fabric));
    }),
    { numRuns: 150 },
  );
};

describe("what is made of any Fabric on Kuma 2.14", () => {
  it("is taken by Kuma's webhook", () => {
    always((manifests) => {
      expect(manifests.flatMap(admissionErrors)).toEqual([]);
    });
  });

  it("refers to nothing that is not there", () => {
    always((manifests) => {
      expect(danglingReferences(manifests)).toEqual([]);
      expect(wantedTags(manifests).filter((tag) => !instanceTags(manifests).includes(tag))).toEqual([]);
    });
  });

  it("has further up in the plan, in the same cluster, what an object waits for: its Mesh, and before listeners who may call", () => {
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const { objects } = planFabric("drawn", fabric);
        const places = new Map(objects.map(({ object }, index) => [object, index]));
        for (const [index, { object, cluster, after = [], needs }] of objects.entries()) {
          const label = object.metadata.labels?.["kuma.io/mesh"];
          const mesh = objects.find((one) => one.object.kind === "Mesh" && one.object.metadata.name === label);
          expect(needs).toBe(mesh?.cluster === cluster ? mesh?.object : undefined);
          for (const other of needs === undefined ? after : [needs, ...after]) {
            expect(places.get(other)).toBeLessThan(index);
            expect(objects[places.get(other) ?? -1]?.cluster).toBe(cluster);
          }
          const { name } = object.metadata;
          if (object.kind !== "MeshGateway") continue;
          const own = objects.filter(
            ({ object: { kind, spec } }) =>
              (kind === "MeshProxyPatch" || kind === "MeshHTTPRoute") &&
              (spec as { targetRef: { name?: string } }).targetRef.name === name,
          );
          expect(after).toEqual(expect.arrayContaining(own.map((emitted) => emitted.object)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("has each object once", () => {
    always((manifests) => {
      const names = manifests.map(({ kind, metadata: { name, namespace } }) => `${kind} ${namespace ?? ""}/${name}`);
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it("denies at every gateway by default, whatever is permitted", () => {
    always((manifests) => {
      const gateways = manifests.filter(({ kind }) => kind === "MeshGateway").map(({ metadata: { name } }) => name);
      const patches = manifests.filter(({ kind }) => kind === "MeshProxyPatch");
      expect(patches.map(({ spec }) => (spec?.["targetRef"] as { name: string }).name).sort()).toEqual(gateways.sort());
      for (const { spec } of patches) {
        const { appendModifications } = spec?.["default"] as {
          appendModifications: { httpFilter: { value: string } }[];
        };
        const rbac = parse(appendModifications[0]?.httpFilter.value ?? "{}", { maxAliasCount: -1 }) as {
          typed_config: { matcher: { on_no_match: { action: { typed_config: object } } } };
        };
        expect(rbac.typed_config.matcher.on_no_match.action.typed_config).toMatchObject({ action: "DENY" });
      }
    });
  });

  it("has no empty list of matchers in a policy, for which Envoy would refuse the gateway's listeners", () => {
    always((manifests) => {
      for (const { spec } of manifests.filter(({ kind }) => kind === "MeshProxyPatch")) {
        const { appendModifications } = spec?.["default"] as {
          appendModifications: { httpFilter: { value: string } }[];
        };
        for (const { httpFilter } of appendModifications)
          expect(JSON.stringify(parse(httpFilter.value, { maxAliasCount: -1 }))).not.toContain('"matchers":[]');
      }
    });
  });

  it("is the same byte for byte in whatever order it is declared", () => {
    fc.assert(
      fc.property(kumaFabrics(), (fabric) => {
        const reversed = Object.fromEntries(
          Object.entries(fabric).map(([kind, record]) => [
            kind,
            Object.fromEntries(Object.entries(record as object).reverse() as [string, unknown][]),
          ]),
        );
        expect(JSON.stringify(manifestsOf(reversed))).toBe(JSON.stringify(manifestsOf(fabric)));
      }),
      { numRuns: 50 },
    );
  });
});
