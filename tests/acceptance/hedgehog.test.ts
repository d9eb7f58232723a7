import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../sdk/src/fabric/check.js";
import { hedgehog } from "../../sdk/src/targets/hedgehog/index.js";
import type { GatewayPeering } from "../../sdk/src/targets/hedgehog/testing/gateway-peering.js";
import { hedgehogFabrics } from "../../sdk/src/targets/hedgehog/testing/random-fabrics.js";
import { external, peeringsOf, sideOf, vpc } from "../../sdk/src/targets/hedgehog/testing/sides.js";
import { ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const crds = resolve(__dirname, "../../../shared/crds/hedgehog-26.03");
const kind = "gatewaypeerings.gateway.githedgehog.com";
const wanted = 60;

/** Everything that a GatewayPeering can have: all kinds of NAT, a default, and ACLs of both scopes. */
const everyField = {
  vpcs: {
    app: vpc("10.1.0.0/16", { subnets: { web: "10.1.0.0/24", jobs: "10.1.1.0/24" } }),
    db: vpc("10.2.0.0/24"),
    net: external(),
  },
  exposes: {
    db: {
      vpc: "db",
      ips: [{ cidr: "10.2.0.0/25" }],
      as: [{ cidr: "192.168.2.0/25" }],
      returnRoute: "static",
      filter: [{ permit: { to: { port: "5432", protocol: "tcp" } } }, { permit: { to: { protocol: "icmp" } } }],
    },
    site: {
      vpc: "app",
      ips: [{ cidr: "10.1.0.7/32" }],
      as: [{ cidr: "192.0.2.1/32" }],
      ports: [{ external: "443", internal: "8443", protocol: "tcp" }],
      idleTimeout: "600s",
    },
    net: { vpc: "net" },
  },
  routes: {
    "app-to-db": { from: { vpc: "app", ips: [{ fromVpcSubnet: "web" }] }, to: { expose: "db" } },
    out: {
      from: { vpc: "app", ips: [{ fromVpcSubnet: "web" }], as: [{ cidr: "192.0.2.1/32" }], nat: "stateful" },
      to: { expose: "net" },
      idleTimeout: "300s",
    },
    in: { from: { vpc: "net" }, to: { expose: "site" } },
  },
};

const hedgehogSuite = existsSync(crds)
  ? withCluster
  : (name: string): void =>
      describe(name, () => {
        it.skip(`needs the CRDs of Hedgehog in ${crds}`, () => undefined);
      });

hedgehogSuite("an API server with Hedgehog's CRDs", () => {
  let cluster: TestCluster;
  let installed = false;

  beforeAll(async () => {
    const [found] = await ensureClusters(["t-shop"]);
    if (found === undefined) throw new Error("one cluster was asked for");
    cluster = found;
    // where Hedgehog itself runs its CRDs stay as they are
    if ((await kubectl(cluster, ["get", "crd", kind, "--ignore-not-found"])) !== "") return;
    await kubectl(cluster, ["apply", "--server-side", "--field-manager=isthmus-tests", "-f", crds]);
    installed = true;
    await kubectl(cluster, ["wait", "--for=condition=Established", `crd/${kind}`, "--timeout=60s"]);
  }, 40 * minutes);

  afterAll(async () => {
    if (installed) await kubectl(cluster, ["delete", "-f", crds, "--wait=false", "--ignore-not-found"]);
    await stopClusters(["t-shop"]);
  }, 5 * minutes);

  async function apply(items: unknown[], ...more: string[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const flags = ["--server-side", "--validate=strict", "--field-manager=isthmus-tests", ...more];
    await kubectl(cluster, ["apply", ...flags, "-f", "-"], { input });
  }

  /** What the API server says to objects; undefined where it takes all of them. */
  async function refusal(items: unknown[]): Promise<string | undefined> {
    try {
      await apply(items, "--dry-run=server");
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  it(
    `takes the GatewayPeerings of random Fabrics, at least ${wanted}`,
    async () => {
      const items = new Map<string, GatewayPeering>();
      for (const spec of fc.sample(hedgehogFabrics, 200)) {
        const { fabric } = checkFabric("test", spec);
        if (fabric === undefined || [...hedgehog.problems(fabric.vpcSide)].length > 0) continue;
        for (const peering of peeringsOf(fabric.vpcSide)) {
          const name = `${peering.metadata.name}--${items.size}`;
          items.set(JSON.stringify(peering), { ...peering, metadata: { ...peering.metadata, name } });
        }
      }
      expect(items.size).toBeGreaterThanOrEqual(wanted);
      expect(await refusal([...items.values()])).toBeUndefined();
      console.log(`${items.size} GatewayPeerings accepted`);
    },
    5 * minutes,
  );

  it("keeps them as they are, field by field", async () => {
    const peerings = peeringsOf(sideOf(everyField));
    expect(peerings).toHaveLength(2);
    await apply(peerings);
    for (const { metadata, spec } of peerings) {
      const kept = await kubectl(cluster, ["get", kind, metadata.name, "-n=default", "-o=json"]);
      expect((JSON.parse(kept) as GatewayPeering).spec).toEqual(spec);
    }
    await kubectl(cluster, ["delete", kind, "-n=default", ...peerings.map(({ metadata }) => metadata.name)]);
  }, 60_000);

  it.each([
    ["a field that it does not know", "gatewayGroup", "group", /unknown field "(?:spec\.)?group"/],
    ["an action that there is not", '"allow"', '"permit"', /Unsupported value/],
    ["a scope that there is not", '"packet"', '"stateless"', /Unsupported value/],
    ["a protocol that there is not", '"proto":"tcp","port"', '"proto":"sctp","port"', /Unsupported value/],
    ["a default that there is not", '"acl":{"default":"deny"', '"acl":{"default":"allow"', /Unsupported value/],
    ["an ACL without a default", '"default":"deny",', "", /missing required field "default"|default: Required value/],
    ["a port that is no text", '"port":"8443"', '"port":8443', /ports\[0\]\.port: (?:expected string|Invalid value)/],
  ])(
    "refuses %s",
    async (_, before, after, reason) => {
      const text = JSON.stringify(peeringsOf(sideOf(everyField)));
      expect(text).toContain(before);
      expect(await refusal(JSON.parse(text.replaceAll(before, after)) as unknown[])).toMatch(reason);
    },
    60_000,
  );
});
