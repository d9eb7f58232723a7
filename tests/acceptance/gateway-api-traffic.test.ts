import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import { settle } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { apply, ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { gatewayReady, installEnvoyGateway } from "../envoy-gateway/index.js";
import { withEnvoyGateway } from "../envoy-gateway/with-envoy-gateway.js";
import { callFromPod } from "../quickstart/calls.js";
import { ask, askAll, identityOf, wrong } from "../verdicts/ask.js";
import { gatewayApiScene, lastOfCrowd, sceneWorkloads, sitePorts } from "../verdicts/gateway-api-scene.js";
import { verdictProbes } from "../verdicts/probes.js";
import { call, type Identity, verdict } from "../wire/client.js";
import { Trust } from "../wire/material.js";

const minutes = 60_000;
const name = "t-gwapi";

const namespaceObject = (namespace: string): object => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: namespace },
});

/** A certificate for outsiders, as an operator brings one. */
const serverSecret = ({ certificate, privateKey }: Identity): object => ({
  apiVersion: "v1",
  kind: "Secret",
  type: "kubernetes.io/tls",
  metadata: { name: "site", namespace: "isthmus-payments" },
  stringData: { "tls.crt": certificate, "tls.key": privateKey },
});

type Manifest = { kind: string; metadata: { namespace?: string } };

withEnvoyGateway("target gateway-api on Envoy Gateway", () => {
  const trust = new Trust();
  let cluster: TestCluster;

  /** Applies the scene, with other fields of mesh `shop` where given. */
  async function applyScene(shop: object = {}): Promise<void> {
    const scene = gatewayApiScene(trust.root("ledger").certificate);
    const plan = planFabric("traffic", {
      ...scene,
      meshes: { ...scene.meshes, shop: { ...scene.meshes.shop, ...shop } },
    });
    const material = await trust.issue(plan.certificates);
    const objects = plan.objects.map(({ object }) => settle(object, material) as Manifest);
    const isNamespace = ({ kind }: Manifest): boolean => kind === "Namespace";
    const isCalled = ({ metadata }: Manifest): boolean => metadata.namespace === "isthmus-ledger";
    const others = objects.filter((object) => !isNamespace(object));
    await applyAll([namespaceObject("pay"), namespaceObject("web"), ...objects.filter(isNamespace)]);
    // a gateway that finds nobody well when it begins asks again after a minute
    await applyAll(others.filter(isCalled));
    await kubectl(cluster, ["rollout", "status", "-n", "isthmus-ledger", "deploy/books", "--timeout=180s"]);
    await applyAll([...sceneWorkloads(), ...others.filter((object) => !isCalled(object))]);
  }

  const applyAll = (items: object[]): Promise<unknown> => apply(cluster, { apiVersion: "v1", kind: "List", items });

  beforeAll(async () => {
    const [first] = await ensureClusters([name]);
    if (first === undefined) throw new Error("one cluster was asked for");
    cluster = first;
    await installEnvoyGateway(cluster);
    const profile = { kind: "root" as const, trustDomain: "ledger.acme.internal" };
    await trust.issue([{ owner: { kind: "meshes", name: "ledger" }, id: "root", name: "root:ledger", profile }]);
    await applyScene();
    await apply(
      cluster,
      serverSecret(await trust.workload("payments", "spiffe://payments.acme.internal/ns/a/sa/site")),
    );
    await kubectl(cluster, ["rollout", "status", "-n", "pay", "deploy/charges", "--timeout=180s"]);
    await kubectl(cluster, ["rollout", "status", "-n", "web", "deploy/clerk", "--timeout=180s"]);
    for (const gateway of ["edge", "site", "crowd"]) await gatewayReady(cluster, "isthmus-payments", gateway);
    await gatewayReady(cluster, "isthmus-till", "till-exit");
    await eventually(async () => (await answer("POST", "http://books.calls/entries")).status === 200);
    await eventually(async () => (await answer("GET", "http://counter.calls/counter")).status === 200);
    await eventually(async () => (await answer("GET", "http://audit.calls/audit")).status === 200);
  }, 40 * minutes);

  afterAll(() => stopClusters([name]), 5 * minutes);

  const answer = (method: string, url: string) =>
    callFromPod(cluster, { namespace: "web", deployment: "clerk" }, method, url);

  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 90_000; Date.now() < end; await sleep(500)) if (await holds()) return;
  }

  const edge = () => ({ host: cluster.nodeAddress, port: 30443 });
  const permitted = () => {
    const [probe] = verdictProbes;
    if (probe?.credentials === undefined) throw new Error("the first probe shows a certificate");
    return { probe, credentials: probe.credentials };
  };

  it(
    "gives the verdict on every probe of the permission family that every target gives",
    async () => {
      expect(wrong(await askAll(edge(), verdictProbes, trust))).toEqual([]);
    },
    5 * minutes,
  );

  it("shows the service who calls", async () => {
    const { probe, credentials } = permitted();
    const outcome = await ask(edge(), probe, await identityOf(credentials, trust, trust.issuer("shop")));
    expect(outcome.status === 200 ? outcome.body : "").toContain(`URI=${credentials.uris[0]}`);
  });

  describe("a consumer calls a plain hostname", () => {
    const clerk = "spiffe://till.acme.internal/ns/web/sa/clerk";

    it("and reaches a gateway of ours under its own identity", async () => {
      expect(await answer("POST", "http://books.calls/entries")).toEqual({ status: 200, identity: clerk });
      expect(await answer("GET", "http://books.calls/entries")).toMatchObject({ status: 403 });
    });

    it("and reaches a gateway of Envoy Gateway", async () => {
      expect(await answer("GET", "http://counter.calls/counter")).toEqual({ status: 200, identity: clerk });
      expect(await answer("GET", "http://counter.calls/other")).toMatchObject({ status: 403 });
    });

    it("and its rules are tried in order", async () => {
      expect(await answer("POST", "http://books.calls/old/1")).toEqual({ status: 200, identity: clerk });
      expect(await answer("POST", "http://books.calls/moved")).toMatchObject({ status: 308 });
    });

    it("and its connections are passed on", async () => {
      expect(await answer("GET", "http://pipe.calls:9000/anything")).toMatchObject({ status: 200 });
    });

    it("and what takes the place of a gateway that is down answers", async () => {
      await eventually(async () => (await answer("POST", "http://safe.calls/entries")).status === 200);
      expect(await answer("POST", "http://safe.calls/entries")).toEqual({ status: 200, identity: clerk });
    }, 120_000);

    it("and a gateway outside the meshes is believed under its identity alone", async () => {
      expect(await answer("POST", "http://archive.calls/entries")).toEqual({ status: 200, identity: clerk });
      expect(await answer("POST", "http://stranger.calls/entries")).toMatchObject({ status: 503 });
    });
  });

  it("takes calls of a gateway of ours", async () => {
    expect(await answer("GET", "http://audit.calls/audit")).toEqual({
      status: 200,
      identity: "spiffe://ledger.acme.internal/ns/web/sa/auditor",
    });
    expect(await answer("GET", "http://audit.calls/charges")).toMatchObject({ status: 403 });
  });

  describe("listeners for outsiders", () => {
    const plain = async (port: number): Promise<number> =>
      (await fetch(`http://${cluster.nodeAddress}:${port}/`, { signal: AbortSignal.timeout(10_000) })).status;

    it("take everybody, or those of their source ranges", async () => {
      expect(await plain(sitePorts.open)).toBe(200);
      expect(await plain(sitePorts.bytes)).toBe(200);
      expect(await plain(sitePorts.narrow)).toBe(403);
    });

    it("lead to a service that speaks HTTP/2 by it", async () => {
      const streams = `http://${cluster.nodeAddress}:${sitePorts.open}/streams`;
      expect(await (await fetch(streams)).json()).toMatchObject({ proto: "HTTP/2.0" });
      expect(await (await fetch(`http://${cluster.nodeAddress}:${sitePorts.open}/`)).json()).toMatchObject({
        proto: "HTTP/1.1",
      });
    });

    it("ask for no certificate", async () => {
      const tls = { host: cluster.nodeAddress };
      expect(verdict(await call({ port: sitePorts.tls, host: "site.example", tls }))).toBe(200);
    });

    it("pass TLS on to who ends it", async () => {
      const identity = await trust.workload("till", "spiffe://till.acme.internal/ns/web/sa/clerk");
      const request = {
        port: sitePorts.passed,
        host: "books.example",
        target: "/entries",
        tls: { host: cluster.nodeAddress },
      };
      expect(verdict(await call({ ...request, method: "POST", identity }))).toBe(200);
      expect(verdict(await call({ ...request, method: "POST" }))).toBe("refused");
      const shut = { ...request, port: sitePorts.shut, method: "POST", identity };
      expect(verdict(await call(shut))).toBe("refused");
    });
  });

  it("has as many listeners as it likes, each under policy", async () => {
    const { credentials } = permitted();
    const identity = await identityOf(credentials, trust, trust.issuer("shop"));
    const at = { port: 30446, identity, tls: { host: cluster.nodeAddress } };
    expect(verdict(await call({ ...at, host: lastOfCrowd }))).toBe(200);
    expect(verdict(await call({ ...at, host: "h0.crowd" }))).toBe(403);
    const other = await trust.workload("shop", "spiffe://shop.acme.internal/ns/web/sa/other");
    expect(verdict(await call({ ...at, host: lastOfCrowd, identity: other }))).toBe(403);
  });

  it("leads gRPC on as HTTP/2, under policy", async () => {
    const identity = await identityOf(permitted().credentials, trust, trust.issuer("shop"));
    const headers = { "content-type": "application/grpc", te: "trailers" };
    const at = { port: 30446, host: "h1.crowd", method: "POST", headers, identity, tls: { host: cluster.nodeAddress } };
    const greeted = await call({ ...at, target: "/greetings.Greeter/Greet" });
    expect(greeted.status === 200 ? JSON.parse(greeted.body) : greeted).toMatchObject({ proto: "HTTP/2.0" });
    // to a caller of gRPC a refusal is an answer with a status of gRPC: 7, permission denied
    const refused = await call({ ...at, target: "/greetings.Other/Greet" });
    expect(refused.status === 200 ? refused.headers["grpc-status"] : refused).toBe("7");
  });

  it(
    "refuses a certificate that its mesh revoked, and no other",
    async () => {
      const { probe, credentials } = permitted();
      const [kept, lost] = await Promise.all([0, 1].map(() => trust.workload("shop", credentials.uris[0] ?? "")));
      const serial = new X509Certificate(lost?.certificate ?? "").serialNumber;
      await applyScene({ trust: { revoked: [serial] } });
      await eventually(async () => verdict(await ask(edge(), probe, lost)) === "refused");
      expect(verdict(await ask(edge(), probe, lost))).toBe("refused");
      expect(wrong(await askAll(edge(), verdictProbes, trust))).toEqual([]);
      expect(verdict(await ask(edge(), probe, kept))).toBe(200);
    },
    5 * minutes,
  );
});
