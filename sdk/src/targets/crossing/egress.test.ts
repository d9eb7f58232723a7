import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../fabric/check.js";
import { shopAndPayments } from "../../fabric/testing/fabrics.js";
import type { RouteSource } from "../../model/route.js";
import { objectNamed, settledObjects } from "../testing/planned.js";
import { type EgressGateway, egressGateways } from "./egress.js";

/** The design's Fabric with one Route for each set of consumers. */
const fabricFor = (sources: Omit<RouteSource, "mesh">[]) => ({
  ...shopAndPayments(),
  routes: Object.fromEntries(
    sources.map((source, index) => [
      `route${index}`,
      { from: { mesh: "shop", ...source }, to: { expose: "charges" }, hostname: `payments${index}.mesh` },
    ]),
  ),
});

function gatewayFor(sources: Omit<RouteSource, "mesh">[]): EgressGateway {
  const { fabric, problems } = checkFabric("test", fabricFor(sources));
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  const [gateway, second] = egressGateways(fabric);
  if (gateway === undefined || second !== undefined) throw new Error("one egress gateway was expected");
  return gateway;
}

const label = fc.stringMatching(/^[a-c](?:[a-c-]{0,3}[a-c])?$/);
const longLabel = fc.constantFrom("n".repeat(63), `${"n".repeat(62)}m`);
const sources = fc.uniqueArray(
  fc.record(
    { namespace: fc.oneof(label, longLabel), serviceAccount: fc.oneof(label, longLabel) },
    { requiredKeys: ["namespace"] },
  ),
  { selector: (source) => JSON.stringify(source), minLength: 1, maxLength: 12 },
);

describe("egress gateways", () => {
  it("are one for a mesh whose Routes name none, and none without Routes", () => {
    expect(gatewayFor([{}])).toMatchObject({ name: "shop-egress", namespace: "isthmus-shop" });
    const { fabric } = checkFabric("test", { ...shopAndPayments(), routes: {} });
    expect(egressGateways(fabric ?? { routes: [] })).toEqual([]);
  });

  it("have one door for Routes of the same consumers, and another for others", () => {
    const web = { namespace: "web" };
    expect(gatewayFor([{}, {}]).doors).toHaveLength(1);
    expect(gatewayFor([{}, web, web]).doors).toHaveLength(2);
    expect(gatewayFor([web, { ...web, labels: { app: "a" } }, { ...web, labels: { app: "b" } }]).doors).toHaveLength(3);
  });

  it("speak for a service account under its identity, and for all others under their own", () => {
    const identities = gatewayFor([
      {},
      { namespace: "web" },
      { namespace: "web", serviceAccount: "checkout" },
    ]).doors.map(({ identityName, spiffeId }) => [identityName, spiffeId]);
    expect(Object.fromEntries(identities)).toEqual({
      "shop-egress": "spiffe://shop.acme.internal/ns/isthmus-shop/sa/shop-egress",
      "web.checkout": "spiffe://shop.acme.internal/ns/web/sa/checkout",
    });
  });

  it("have a name for each door that is its own and fits a Service, however the consumers are called", () => {
    fc.assert(
      fc.property(sources, (all) => {
        const { doors } = gatewayFor(all);
        expect(doors).toHaveLength(all.length);
        expect(new Set(doors.map(({ name }) => name)).size).toBe(doors.length);
        for (const { name } of doors) expect(name).toMatch(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  it("have doors of their own for consumers whose labels were chosen for a name with the same end", () => {
    const victim = { namespace: "web", serviceAccount: "a-b" };
    const { doors } = gatewayFor([victim, { namespace: "web-a", serviceAccount: "b", labels: { t: "akocamoa" } }]);
    const [alone] = gatewayFor([victim]).doors;
    expect(alone?.name).toBe("shop-egress-web-a-b-43utsv");
    expect(doors.map(({ name }) => name)).toContain(alone?.name);
    expect(new Set(doors.map(({ name }) => name)).size).toBe(2);
    expect(new Set(doors.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort))).size).toBe(2);
  });

  it("never present one identity's certificate for another", () => {
    fc.assert(
      fc.property(sources, (all) => {
        const identities = new Map<string, string>();
        for (const { identityName, spiffeId } of gatewayFor(all).doors) {
          expect(identities.get(identityName) ?? spiffeId).toBe(spiffeId);
          identities.set(identityName, spiffeId);
        }
        const secret = objectNamed(settledObjects(fabricFor(all)), "Secret", "shop-egress-certificates");
        const expected = [...identities.keys()].flatMap((name) => [`${name}.crt`, `${name}.key`]);
        expect(Object.keys(secret.data).sort()).toEqual(expected.sort());
      }),
      { numRuns: 30 },
    );
  });

  it("keep namespace a-b with account c apart from namespace a with account b-c", () => {
    const { doors } = gatewayFor([
      { namespace: "a-b", serviceAccount: "c" },
      { namespace: "a", serviceAccount: "b-c" },
    ]);
    const [first, second] = doors;
    expect(first?.name).not.toBe(second?.name);
    expect(first?.identityName).not.toBe(second?.identityName);
  });

  it("of another mesh of a management plane take its Routes by doors of their own", () => {
    const target = { kind: "gloo-mesh", managementCluster: "mgmt" };
    const mesh = (name: string) => ({ trustDomain: `${name}.acme.internal`, cluster: name, namespace: "ops", target });
    const route = (from: RouteSource, hostname: string) => ({
      from,
      to: { externalGateway: "partner" },
      hostname,
      via: "exit",
    });
    const { fabric, problems } = checkFabric("test", {
      clusters: { mgmt: {}, here: {}, there: {} },
      meshes: { here: mesh("here"), there: mesh("there") },
      meshGateways: { exit: { mesh: "here", role: "egress" } },
      externalGateways: { partner: { addresses: ["partner.example"], protocol: "tls" } },
      routes: {
        one: route({ mesh: "here", namespace: "web", serviceAccount: "till" }, "one.acme"),
        two: route({ mesh: "there", namespace: "web", serviceAccount: "till" }, "two.acme"),
        three: route({ mesh: "there" }, "three.acme"),
      },
    });
    expect(problems).toBeUndefined();
    const [gateway, second] = egressGateways(fabric ?? { routes: [] });
    expect(second).toBeUndefined();
    expect(gateway?.mesh.name).toBe("here");
    expect(new Set(gateway?.doors.map(({ name }) => name)).size).toBe(3);
    const identities = gateway?.doors.map(({ identityName, spiffeId, mesh: of }) => [
      identityName,
      [spiffeId, of.name],
    ]);
    expect(Object.fromEntries(identities ?? [])).toEqual({
      "web.till": ["spiffe://here.acme.internal/ns/web/sa/till", "here"],
      "there.web.till": ["spiffe://there.acme.internal/ns/web/sa/till", "there"],
      exit: ["spiffe://here.acme.internal/ns/ops/sa/exit", "here"],
    });
  });
});
