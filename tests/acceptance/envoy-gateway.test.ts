import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { apply, ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { gatewayAddress, gatewayReady, installEnvoyGateway, uninstallEnvoyGateway } from "../envoy-gateway/index.js";
import { namespace, onlyOrders, scene, server } from "../envoy-gateway/scene.js";
import { withEnvoyGateway } from "../envoy-gateway/with-envoy-gateway.js";

const minutes = 60_000;
jest.setTimeout(minutes);

/** What becomes true once Envoy has got its new configuration. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(200)) {
    try {
      return await expectation();
    } catch {
      // not yet
    }
  }
  return expectation();
}

/** No answer at all. Over TLS 1.3 a client may learn of the refusal as an alert or as a closed connection. */
const refused = { status: 0, error: expect.stringMatching(/tls: |reset|EOF|broken pipe/) };

withEnvoyGateway("Envoy Gateway in the test cluster", () => {
  let cluster: TestCluster;
  let address: string;

  beforeAll(async () => {
    const [first] = await ensureClusters(["t-envoy-gw"]);
    if (first === undefined) throw new Error("one cluster was asked for");
    cluster = first;
    await installEnvoyGateway(cluster);
    await apply(cluster, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await apply(cluster, { apiVersion: "v1", kind: "List", items: await scene() });
    for (const deployment of ["server", "client"])
      await kubectl(cluster, ["rollout", "status", "-n", namespace, `deploy/${deployment}`, "--timeout=180s"]);
    await gatewayReady(cluster, namespace, "edge");
    address = await gatewayAddress(cluster, namespace, "edge");
  }, 40 * minutes);

  afterAll(() => stopClusters(["t-envoy-gw"]), 2 * minutes);

  const call = async (...args: string[]): Promise<Record<string, unknown>> => {
    const output = await kubectl(cluster, ["exec", "-n", namespace, "deploy/client", "--", "/client", "get", ...args]);
    return JSON.parse(output) as Record<string, unknown>;
  };

  /** At the listener that asks for a certificate, with one of the client's or without. */
  const callMutual = (...credentials: string[]) =>
    call("-insecure", "-connect", `${address}:8443`, ...credentials, `https://${server}/`);
  const callWith = (caller: string) => callMutual("-cert", `/${caller}/tls.crt`, "-key", `/${caller}/tls.key`);

  it("answers at a plain listener", async () => {
    expect(await call("-connect", `${address}:80`, `http://${server}/`)).toMatchObject({ status: 200 });
    expect(await call("-connect", `${address}:80`, "http://other.test/")).toMatchObject({ status: 404 });
  });

  describe("a listener with client validation", () => {
    it("answers who shows a certificate of the mesh", async () => {
      expect(await callWith("orders")).toMatchObject({ status: 200 });
      expect(await callWith("basket")).toMatchObject({ status: 200 });
    });

    it("refuses who shows none", async () => {
      expect(await callMutual()).toMatchObject(refused);
    });

    it("refuses who shows the same name by another root", async () => {
      expect(await callWith("forged")).toMatchObject(refused);
    });
  });

  it(
    "lets only the identity in that a rule in CEL names",
    async () => {
      await apply(cluster, onlyOrders);
      const wait = "--for=jsonpath={.status.ancestors[0].conditions[?(@.type=='Accepted')].status}=True";
      await kubectl(cluster, ["wait", "-n", namespace, wait, "securitypolicy/mutual", "--timeout=60s"]);
      await eventually(async () => expect(await callWith("basket")).toMatchObject({ status: 403 }));
      expect(await callWith("orders")).toMatchObject({ status: 200 });
    },
    2 * minutes,
  );

  it(
    "is gone without a trace when it is uninstalled",
    async () => {
      await uninstallEnvoyGateway(cluster);
      const left = await kubectl(cluster, ["get", "crd,namespace,clusterrole,clusterrolebinding", "-o=name"]);
      expect(left.split("\n").filter((name) => /gateway/.test(name))).toEqual([]);
    },
    4 * minutes,
  );
});
