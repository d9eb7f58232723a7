import { X509Certificate } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { declarations } from "../../examples/istio-mesh-to-mesh/fabric.js";
import { settle } from "../../sdk/src/targets/emitted.js";
import { istioFabrics } from "../../sdk/src/targets/istio/testing/fabrics.js";
import { type Plan, planFabric } from "../../sdk/src/targets/plan.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { apply, ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { apiOf } from "../istio/api.js";
import { prepareIstio, startIstiod } from "../istio/index.js";
import { withIstio } from "../istio/with-istio.js";
import { callFromPod } from "../quickstart/calls.js";
import { ask, askAll, identityOf, wrong } from "../verdicts/ask.js";
import { consumers, edgePort, injected, istioScene, services, trustDomains } from "../verdicts/istio-scene.js";
import { verdictProbes } from "../verdicts/probes.js";
import { verdict } from "../wire/client.js";
import { forge } from "../wire/forge.js";
import { Trust } from "../wire/material.js";

const minutes = 60_000;
const names = { east: "t-istio-e", west: "t-istio-w" } as const;
type Side = keyof typeof names;
const sides: Side[] = ["east", "west"];
const planes = {
  east: { namespace: "istio-system", trustDomain: trustDomains.payments },
  west: { namespace: "istio-system", trustDomain: trustDomains.till },
};

withIstio("target istio on istiod, two meshes in two clusters", () => {
  const trust = new Trust();
  let clusters: Record<Side, TestCluster>;

  const list = (items: object[]): object => ({ apiVersion: "v1", kind: "List", items });

  /** The objects of a plan that go to one of the clusters. */
  async function objectsOn(side: Side, plan: Plan): Promise<{ kind: string; metadata: { name: string } }[]> {
    const material = await trust.issue(plan.certificates);
    return plan.objects
      .filter(({ cluster }) => cluster === side)
      .map(({ object }) => settle(object, material) as { kind: string; metadata: { name: string } });
  }

  /** The scene, with other fields of meshes where given. */
  const planned = (trustOf: Record<string, object> = {}): Plan => {
    const scene = istioScene(clusters.east.nodeAddress);
    const meshes = Object.entries(scene.meshes).map(([name, mesh]) => [name, { ...mesh, trust: trustOf[name] }]);
    return planFabric("traffic", { ...scene, meshes: Object.fromEntries(meshes) as object });
  };

  beforeAll(async () => {
    const [east, west] = await ensureClusters(Object.values(names));
    if (east === undefined || west === undefined) throw new Error("two clusters were asked for");
    clusters = { east, west };
    const plan = planned();
    await Promise.all(sides.map((side) => prepareIstio(clusters[side], planes[side])));
    for (const side of sides) {
      const objects = await objectsOn(side, plan);
      // as docs/istio.md says: the authority first, then istiod, then what its webhooks look at
      const isFirst = ({ kind, metadata: { name } }: (typeof objects)[number]): boolean =>
        kind === "Namespace" || name === "cacerts";
      await apply(clusters[side], list([...injected(side === "east" ? "pay" : "web"), ...objects.filter(isFirst)]));
      await startIstiod(clusters[side], planes[side]);
      await apply(clusters[side], list([...services(), ...objects.filter((object) => !isFirst(object))]));
    }
    await apply(west, list(consumers()));
    for (const [cluster, namespace, deployment] of [
      [east, "pay", "charges"],
      [east, "isthmus-payments", "edge"],
      [west, "web", "clerk"],
      [west, "web", "stranger"],
      [west, "web", "auditor"],
      [west, "isthmus-till", "till-exit"],
      [west, "isthmus-ledger", "books"],
      [west, "isthmus-ledger", "ledger-exit"],
    ] as const)
      await kubectl(cluster, ["rollout", "status", "-n", namespace, `deploy/${deployment}`, "--timeout=180s"]);
    for (const url of ["http://counter.calls/counter", "http://audit.calls/audit"])
      await eventually(
        async () => (await answer("GET", url, url.includes("audit") ? "auditor" : "clerk")).status === 200,
      );
    await eventually(async () => (await answer("POST", "http://books.calls/entries")).status === 200);
  }, 40 * minutes);

  afterAll(() => stopClusters(Object.values(names)), 5 * minutes);

  const answer = (method: string, url: string, deployment = "clerk") =>
    callFromPod(clusters.west, { namespace: "web", deployment }, method, url);

  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 90_000; Date.now() < end; await sleep(500)) if (await holds()) return;
  }

  const edge = () => ({ host: clusters.east.nodeAddress, port: edgePort });
  const probed = (tried: string) => {
    const probe = verdictProbes.find((one) => one.tried === tried);
    if (probe?.credentials === undefined) throw new Error(`no probe shows a certificate for "${tried}"`);
    return { probe, credentials: probe.credentials };
  };
  const permitted = () => probed("permitted: POST /charges");

  it(
    "gives the verdict on every probe of the permission family that every target gives",
    async () => {
      expect(wrong(await askAll(edge(), verdictProbes, trust))).toEqual([]);
    },
    5 * minutes,
  );

  it("takes no identity that is written as a DNS name", async () => {
    const { probe, credentials } = permitted();
    const visitor = "spiffe://partner.example/ns/visitors/sa/visitor";
    const forged = await forge(trust.issuer("partner"), { uris: [visitor], dnsNames: credentials.uris });
    expect(verdict(await ask(edge(), probe, forged))).toBe(403);
  });

  it("shows the service who calls, and that the gateway passed it on", async () => {
    const { probe, credentials } = permitted();
    const outcome = await ask(edge(), probe, await identityOf(credentials, trust, trust.issuer("shop")));
    const body = outcome.status === 200 ? outcome.body : "";
    expect(body).toContain(`URI=${credentials.uris[0]}`);
    expect(body).toContain("By=spiffe://payments.acme.internal/ns/pay/sa/charges");
  });

  describe("a consumer calls a plain hostname", () => {
    const clerk = "spiffe://till.acme.internal/ns/web/sa/clerk";

    it("and reaches another mesh of Istio under its own identity", async () => {
      expect(await answer("GET", "http://counter.calls/counter")).toEqual({ status: 200, identity: clerk });
      expect(await answer("GET", "http://counter.calls/other")).toMatchObject({ status: 403 });
    });

    it("and reaches a gateway of ours", async () => {
      expect(await answer("POST", "http://books.calls/entries")).toEqual({ status: 200, identity: clerk });
      expect(await answer("GET", "http://books.calls/entries")).toMatchObject({ status: 403 });
    });

    it("and its rules are tried in order", async () => {
      expect(await answer("GET", "http://counter.calls/old/1")).toEqual({ status: 200, identity: clerk });
      expect(await answer("GET", "http://counter.calls/moved")).toMatchObject({ status: 308 });
    });

    it("and nobody else does by the same door", async () => {
      expect(await answer("GET", "http://counter.calls/counter", "stranger")).toMatchObject({ status: 403 });
      expect(await answer("POST", "http://books.calls/entries", "stranger")).toMatchObject({ status: 403 });
    });
  });

  it("takes calls of a gateway of ours", async () => {
    const auditor = "spiffe://ledger.acme.internal/ns/web/sa/auditor";
    expect(await answer("GET", "http://audit.calls/audit", "auditor")).toEqual({ status: 200, identity: auditor });
    expect(await answer("GET", "http://audit.calls/charges", "auditor")).toMatchObject({ status: 403 });
  });

  it(
    "has its objects taken by istiod's webhook, the example's and those of any Fabric",
    async () => {
      const api = await apiOf(clusters.east);
      const fabrics = [declarations, ...fc.sample(istioFabrics(), 25)];
      let count = 0;
      for (const fabric of fabrics) {
        const objects = (await settled(planFabric("any", fabric))).filter(({ apiVersion }) =>
          apiVersion.includes(".istio.io/"),
        );
        count += objects.length;
        expect(refusals(await accepts({ api }, objects))).toEqual([]);
      }
      expect(count).toBeGreaterThan(200);
      const wrongGateway = (await settled(planFabric("any", declarations))).find(({ kind }) => kind === "Gateway");
      const refused = JSON.parse(
        JSON.stringify(wrongGateway).replace('"protocol":"HTTPS"', '"protocol":"HTTP"'),
      ) as NonNullable<typeof wrongGateway>;
      expect(refusals(await accepts({ api }, [refused])).join()).toMatch(/admission webhook "validation.istio.io"/);
    },
    3 * minutes,
  );

  it(
    "refuses a certificate that its mesh revoked, every one of a mesh that is distrusted, and no other",
    async () => {
      const { probe, credentials } = permitted();
      const [kept, lost] = await Promise.all([0, 1].map(() => trust.workload("shop", credentials.uris[0] ?? "")));
      const serial = new X509Certificate(lost?.certificate ?? "").serialNumber;
      const visit = probed("any account of a mesh, with the header");
      const visitor = await identityOf(visit.credentials, trust, trust.issuer("partner"));
      expect(verdict(await ask(edge(), visit.probe, visitor))).toBe(200);
      const plan = planned({ shop: { revoked: [serial] }, partner: { distrusted: true } });
      await apply(clusters.east, list(await objectsOn("east", plan)));
      await eventually(async () => verdict(await ask(edge(), probe, lost)) === "refused");
      expect(verdict(await ask(edge(), probe, lost))).toBe("refused");
      expect(verdict(await ask(edge(), visit.probe, visitor))).toBe("refused");
      expect(verdict(await ask(edge(), probe, kept))).toBe(200);
      expect(await answer("GET", "http://counter.calls/counter")).toMatchObject({ status: 200 });
    },
    3 * minutes,
  );
});
