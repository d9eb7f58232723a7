import { beforeAll, describe, expect, it } from "@jest/globals";
import { ProblemsError } from "../model/problem.js";
import type { MeshTarget } from "../model/target.js";
import { planFabric } from "./plan.js";
import { callerOf, fabricOf, isClosedTo, pairs, targets, trustDomain } from "./testing/mixed.js";
import { type Settled, settledObjects } from "./testing/planned.js";

/** All that stands in objects, Secrets in clear. */
const textOf = (objects: Settled[]): string =>
  objects
    .map(({ kind, object }) =>
      kind === "Secret"
        ? Object.values(object.data)
            .map((value) => atob(value))
            .join("\n") + JSON.stringify(object)
        : JSON.stringify(object),
    )
    .join("\n");

describe.each(pairs.filter(([, , server]) => !isClosedTo(server)))("%s", (_name, client, server) => {
  let objects: Settled[] = [];
  beforeAll(() => {
    objects = settledObjects(fabricOf(client, server));
  });
  const inCluster = (cluster: string): Settled[] => objects.filter((object) => object.cluster === cluster);

  it("sends each half to its own cluster", () => {
    expect(inCluster("east").length).toBeGreaterThan(0);
    expect(inCluster("west").length).toBeGreaterThan(0);
    expect(inCluster("east").length + inCluster("west").length).toBe(objects.length);
  });

  it("calls the gateway at its address, by its server name, and believes its identity on its root's word alone", () => {
    const text = textOf(inCluster("east"));
    for (const part of ["edge.example", "payments.mesh", "CERT(root:payments)"]) expect(text).toContain(part);
    // Kuma 2.14 reads no SPIFFE ID of what it calls outside
    const identity = `${trustDomain("payments", server)}/ns/ways/sa/edge`;
    expect(text.includes(identity)).toBe(client.version !== "2.14");
  });

  it("knows the caller by its identity on its root's word", () => {
    const text = textOf(inCluster("west"));
    expect(text).toContain("CERT(root:shop)");
    const { namespace, serviceAccount } = callerOf(client);
    expect(text).toContain(`${trustDomain("shop", client)}/ns/${namespace}/sa/${serviceAccount}`);
  });

  it("keeps keys in Secrets, each side its own, and a root's nowhere", () => {
    for (const object of objects.filter(({ kind }) => kind !== "Secret"))
      expect([object.kind, object.name, textOf([object]).includes("KEY(")]).toEqual([object.kind, object.name, false]);
    expect(textOf(inCluster("east"))).not.toMatch(/KEY\((?:leaf|issuer):payments/);
    expect(textOf(inCluster("west"))).not.toMatch(/KEY\((?:leaf|issuer):shop/);
    expect(textOf(objects)).not.toContain("KEY(root:");
  });
});

describe.each(pairs.filter(([, client, server]) => isClosedTo(server) && client.version !== "2.14"))(
  "%s",
  (_name, client, server) => {
    it("is refused, since only proxies of its own control plane get in", () => {
      const plan = (): unknown => planFabric("test", fabricOf(client, server));
      expect(plan).toThrow(ProblemsError);
    });
  },
);

describe("who reaches what", () => {
  it("is the same on every target", () => {
    const rowsOf = (target: MeshTarget) => planFabric("test", fabricOf({ kind: "standalone" }, target)).connectivity;
    const expected = rowsOf({ kind: "standalone" });
    for (const target of targets.filter((one) => !isClosedTo(one))) expect(rowsOf(target)).toEqual(expected);
  });
});
