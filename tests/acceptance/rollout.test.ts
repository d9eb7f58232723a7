import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { settle } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { apply, ensureClusters, images, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { Trust } from "../wire/material.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const target = { kind: "standalone" } as const;
const listener = { port: 8443, protocol: "HTTPS", crossMesh: true } as const;
const scheduling = { drainSeconds: 15 };

/** Three meshes in one cluster; two gateways of one of them, and one egress gateway for the Routes to both. */
const fabric = {
  meshes: {
    shop: { trustDomain: "shop.acme.internal", target },
    payments: { trustDomain: "payments.acme.internal", target },
    partner: { trustDomain: "partner.example", target },
  },
  meshGateways: {
    exit: { mesh: "shop", role: "egress", scheduling },
    edge: { mesh: "payments", scheduling, listeners: { api: { ...listener, hostname: "payments.mesh" } } },
    books: { mesh: "payments", scheduling, listeners: { api: { ...listener, hostname: "ledger.mesh" } } },
  },
  exposes: {
    charges: { gateway: "edge", listener: "api", service: { name: "server", namespace: "pay", port: 80 } },
    ledger: { gateway: "books", listener: "api", service: { name: "server", namespace: "pay", port: 80 } },
  },
  crossMeshPermissions: {
    shopMayCharge: { gateway: "edge", from: [{ mesh: "shop" }] },
    shopMayRead: { gateway: "books", from: [{ mesh: "shop" }] },
  },
  routes: {
    charge: { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh", via: "exit" },
    read: { from: { mesh: "shop" }, to: { expose: "ledger" }, hostname: "ledger.mesh", via: "exit" },
    visit: { from: { mesh: "partner" }, to: { expose: "charges" }, hostname: "payments.partner" },
  },
};

const workload = (namespace: string, name: string, image: string, ports: object[]): object[] => [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name, image, imagePullPolicy: "Never" }] },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports },
  },
];

withCluster("several gateways and meshes in one cluster", () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const [first] = await ensureClusters(["t-rollout"]);
    if (first === undefined) throw new Error("a cluster was asked for");
    cluster = first;
    const plan = planFabric("rollout", fabric);
    const material = await new Trust().issue(plan.certificates);
    const items = [
      ...workload("pay", "server", images.server, [{ port: 80, targetPort: 8080 }]),
      ...workload("pay", "client", images.client, [{ port: 80 }]),
      ...workload("elsewhere", "client", images.client, [{ port: 80 }]),
      ...plan.objects.map(({ object }) => settle(object, material)),
    ];
    await apply(cluster, { apiVersion: "v1", kind: "List", items });
    const deployments = ["pay/server", "pay/client", "elsewhere/client", "isthmus-shop/exit", "isthmus-payments/edge"];
    for (const deployment of [...deployments, "isthmus-payments/books", "isthmus-partner/partner-egress"])
      await rolledOut(deployment);
  }, 10 * minutes);

  afterAll(() => stopClusters(["t-rollout"]), 2 * minutes);

  const rolledOut = async (deployment: string): Promise<void> => {
    const [namespace = "", name = ""] = deployment.split("/");
    await kubectl(cluster, ["rollout", "status", "-n", namespace, `deploy/${name}`, "--timeout=180s"], {
      timeoutMs: 4 * minutes,
    });
  };

  const clientIn = async (namespace: string, ...args: string[]): Promise<Record<string, unknown>> => {
    const command = ["exec", "-n", namespace, "deploy/client", "--", "/client", ...args];
    const output = await kubectl(cluster, command, { timeoutMs: 4 * minutes });
    return JSON.parse(output.split("\n").find((line) => line.startsWith("{")) ?? "{}") as Record<string, unknown>;
  };

  const client = (...args: string[]) => clientIn("pay", ...args);

  it.each(["payments.mesh", "payments.mesh.svc", "payments.mesh.svc.cluster.local"])(
    "answers to %s in every namespace",
    async (host) => {
      for (const namespace of ["pay", "elsewhere"])
        expect(await clientIn(namespace, "get", `http://${host}/`)).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ["payments.mesh", 200],
    ["ledger.mesh", 200],
    ["payments.partner", 403],
  ])("answers a call to %s with %d", async (host, status) => {
    expect(await client("get", `http://${host}/`)).toMatchObject({ status });
  });

  it(
    "restarts gateways of both sides without a failed request, on kept and on new connections",
    async () => {
      const load = ["load", "-method", "POST", "-seconds", "80", "-rps", "25"];
      const loads = Promise.all([
        client(...load, "-keepalive", "http://payments.mesh/?delay=20"),
        client(...load, "http://ledger.mesh/?delay=20"),
      ]);
      for (const gateway of ["isthmus-payments/edge", "isthmus-payments/books", "isthmus-shop/exit"]) {
        const [namespace = "", name = ""] = gateway.split("/");
        await kubectl(cluster, ["rollout", "restart", "-n", namespace, `deploy/${name}`]);
        await rolledOut(gateway);
      }
      const tallies = await loads;
      console.log(JSON.stringify(tallies));
      for (const { sent, ok } of tallies) {
        expect(sent).toBe(2000);
        expect(ok).toBe(sent);
      }
    },
    6 * minutes,
  );
});
