import { describe, expect, it } from "@jest/globals";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { objectNamed, ofKind, settledObjects } from "../../testing/planned.js";

const edgeWith = (changes: Record<string, unknown>) =>
  settledObjects(
    fabricWith(Object.fromEntries(Object.entries(changes).map(([key, value]) => [`meshGateways.edge.${key}`, value]))),
  ).filter(({ name }) => name === "edge");

describe("how many pods there are", () => {
  it("is the declaration's, without an autoscaler", () => {
    const objects = edgeWith({ replicas: 3 });
    expect(objectNamed(objects, "Deployment", "edge").spec.replicas).toBe(3);
    expect(ofKind(objects, "HorizontalPodAutoscaler")).toEqual([]);
  });

  it("is the autoscaler's where there is one, so that nothing else sets it", () => {
    const objects = edgeWith({ autoscaling: { minReplicas: 3, maxReplicas: 9, cpuUtilization: 50 } });
    expect(objectNamed(objects, "Deployment", "edge").spec.replicas).toBeUndefined();
    expect(objectNamed(objects, "HorizontalPodAutoscaler", "edge").spec).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "edge" },
      minReplicas: 3,
      maxReplicas: 9,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
    });
  });

  it("is at least 2, by 70 % of the CPU, where the declaration says no more than the most", () => {
    const { spec } = objectNamed(edgeWith({ autoscaling: { maxReplicas: 4 } }), "HorizontalPodAutoscaler", "edge");
    expect(spec).toMatchObject({ minReplicas: 2, metrics: [{ resource: { target: { averageUtilization: 70 } } }] });
  });

  it.each([
    [{}, 1],
    [{ replicas: 1 }, 0],
    [{ autoscaling: { maxReplicas: 4 } }, 1],
    [{ autoscaling: { minReplicas: 1, maxReplicas: 4 } }, 0],
  ])("with %j has %d disruption budgets: one pod of several may go at a time", (changes, count) => {
    const budgets = ofKind(edgeWith(changes), "PodDisruptionBudget");
    expect(budgets.map(({ object }) => object.spec)).toMatchObject(Array(count).fill({ maxUnavailable: 1 }));
    expect(budgets).toHaveLength(count);
  });
});
