import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { validFabrics } from "../../../fabric/testing/fabrics.js";
import { ofKind, type Settled, settledObjects } from "../../testing/planned.js";

const runs = { numRuns: 60 };

describe("selectors", () => {
  it("of Services, policies and budgets select the pods of one Deployment", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        const deployments = ofKind(objects, "Deployment");
        const selected = (selector: object, { cluster, namespace }: Settled): Settled[] =>
          deployments.filter(
            (deployment) =>
              deployment.cluster === cluster &&
              deployment.namespace === namespace &&
              Object.entries(selector).every(
                ([key, value]) => deployment.object.spec.template.metadata.labels[key] === value,
              ),
          );
        for (const settled of objects) {
          const { kind, object } = settled;
          const selectors: Record<string, object | undefined> = {
            Deployment: object.spec?.selector?.matchLabels,
            Service: object.spec?.selector,
            NetworkPolicy: object.spec?.podSelector?.matchLabels,
            PodDisruptionBudget: object.spec?.selector?.matchLabels,
          };
          const selector = selectors[kind];
          if (selector !== undefined) expect(selected(selector, settled)).toHaveLength(1);
        }
      }),
      runs,
    );
  });

  it("of a Deployment and what it mounts and runs as stand in its namespace", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const { cluster, namespace, object } of ofKind(objects, "Deployment")) {
          const pod = object.spec.template.spec;
          const needed: [string, string | undefined][] = [
            ["ServiceAccount", pod.serviceAccountName],
            ["ConfigMap", pod.volumes[0]?.projected?.sources[0]?.configMap.name],
            ["Secret", pod.volumes[1]?.secret?.secretName],
          ];
          for (const [kind, name] of needed) {
            const found = ofKind(objects, kind).filter(
              (candidate) =>
                candidate.name === name && candidate.namespace === namespace && candidate.cluster === cluster,
            );
            expect([kind, name, found.length]).toEqual([kind, name, 1]);
          }
        }
      }),
      runs,
    );
  });
});
