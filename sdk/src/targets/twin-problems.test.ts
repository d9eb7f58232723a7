import { describe, expect, it } from "@jest/globals";
import { kumaFabric, kumaFabricWith } from "./kuma/v3/testing/kuma-fabric.js";
import { planFabric } from "./plan.js";
import { twinProblems } from "./twin-problems.js";

const service = (name: string, cluster?: string) => ({
  owner: { kind: "routes" as const, name: "charge" },
  id: "service",
  cluster,
  object: { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "pay" } },
});

describe("two objects of one name", () => {
  it("are refused, with both that they are made for", () => {
    const other = { ...service("charges"), owner: { kind: "routes" as const, name: "refund" } };
    expect([...twinProblems([service("charges"), other])]).toEqual([
      expect.objectContaining({
        code: "target.twin",
        path: "routes.refund",
        message: 'Service "charges" would be made twice, the first time for routes.charge',
      }),
    ]);
  });

  it("are none in two clusters, of two kinds, or under two names", () => {
    const { object, ...rest } = service("charges");
    const objects = [
      service("charges"),
      service("charges", "other"),
      service("refunds"),
      { ...rest, object: { ...object, kind: "Endpoints" } },
    ];
    expect([...twinProblems(objects)]).toEqual([]);
  });

  it("are refused where a hostname was chosen so that its object's name ends like another's", () => {
    const route = kumaFabric().routes?.["charge"];
    const withHostname = (hostname: string) => kumaFabricWith({ "routes.other": { ...route, hostname } });
    expect(planFabric("kuma", withHostname("other.example")).objects).not.toEqual([]);
    expect(() => planFabric("kuma", withHostname("cbmkmgla.example"))).toThrow(
      /HostnameGenerator "shop-isthmus-[a-z0-9]+" would be made twice/,
    );
  });
});
