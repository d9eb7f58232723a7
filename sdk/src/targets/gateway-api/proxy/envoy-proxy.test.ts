import { describe, expect, it } from "@jest/globals";
import { objectNamed, settledObjects } from "../../testing/planned.js";
import { onGatewayApi } from "../testing/fabrics.js";

interface Spec {
  shutdown?: object;
  provider: {
    kubernetes: {
      envoyDeployment: { replicas?: number; pod?: object; patch?: object; container: object };
      envoyService: { type: string; externalTrafficPolicy?: string; patch?: object };
      envoyHpa?: object;
      envoyPDB?: object;
    };
  };
}

const specOf = (changes: Record<string, unknown> = {}): Spec => {
  const { spec } = objectNamed(settledObjects(onGatewayApi(changes)), "EnvoyProxy", "edge");
  return spec as unknown as Spec;
};
const kubernetes = (fields: Record<string, unknown> = {}) =>
  specOf(Object.fromEntries(Object.entries(fields).map(([field, value]) => [`meshGateways.edge.${field}`, value])))
    .provider.kubernetes;

const patched = (spec: object) => ({ type: "StrategicMerge", value: { spec } });

describe("the Envoys of a Gateway", () => {
  it("are two, of which one at a time may be gone; one alone may be gone too", () => {
    expect(kubernetes()).toMatchObject({ envoyDeployment: { replicas: 2 }, envoyPDB: { maxUnavailable: 1 } });
    expect(kubernetes({ replicas: 1 })).not.toHaveProperty("envoyPDB");
    expect(kubernetes({ replicas: 3 })).toMatchObject({ envoyDeployment: { replicas: 3 } });
  });

  it("are as many as an autoscaler says, where there is one", () => {
    const scaled = kubernetes({ autoscaling: { maxReplicas: 9 } });
    expect(scaled.envoyDeployment).not.toHaveProperty("replicas");
    expect(scaled.envoyHpa).toMatchObject({
      minReplicas: 2,
      maxReplicas: 9,
      metrics: [{ resource: { name: "cpu", target: { averageUtilization: 70 } } }],
    });
    const fewer = kubernetes({ autoscaling: { minReplicas: 1, maxReplicas: 9, cpuUtilization: 50 } });
    expect(fewer.envoyHpa).toMatchObject({
      minReplicas: 1,
      metrics: [{ resource: { target: { averageUtilization: 50 } } }],
    });
    expect(fewer).not.toHaveProperty("envoyPDB");
    expect(kubernetes()).not.toHaveProperty("envoyHpa");
  });

  it("stand where and last as long as the declaration says", () => {
    const scheduling = { nodeSelector: { pool: "edge" }, priorityClassName: "high", drainSeconds: 60 };
    const { envoyDeployment } = kubernetes({ scheduling });
    expect(envoyDeployment.pod).toEqual({ nodeSelector: { pool: "edge" } });
    expect(envoyDeployment.patch).toEqual(patched({ template: { spec: { priorityClassName: "high" } } }));
    expect(specOf({ "meshGateways.edge.scheduling": scheduling }).shutdown).toEqual({ drainTimeout: "60s" });
    expect(specOf()).not.toHaveProperty("shutdown");
    expect(kubernetes().envoyDeployment).not.toHaveProperty("patch");
  });

  it("are called at the node ports that are named, and see addresses where policies ask for them", () => {
    expect(kubernetes().envoyService).toMatchObject({ type: "ClusterIP" });
    expect(kubernetes().envoyService).not.toHaveProperty("externalTrafficPolicy");
    const open = kubernetes({ service: { type: "NodePort" }, "listeners.api.nodePort": 30443 }).envoyService;
    expect(open).toMatchObject({
      type: "NodePort",
      externalTrafficPolicy: "Cluster",
      patch: patched({ ports: [{ port: 8443, nodePort: 30443 }] }),
    });
    const site = { port: 8080, protocol: "HTTP", sourceRanges: ["10.0.0.0/8"] };
    const asking = kubernetes({ service: { type: "LoadBalancer" }, "listeners.site": site }).envoyService;
    expect(asking).toMatchObject({ externalTrafficPolicy: "Local" });
    expect(asking).not.toHaveProperty("patch");
  });
});
