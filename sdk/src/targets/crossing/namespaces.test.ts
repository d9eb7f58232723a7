import { describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../../fabric/testing/fabrics.js";
import { fabricWith } from "../../fabric/testing/problems.js";
import { ofKind, settledObjects } from "../testing/planned.js";

describe("namespaces", () => {
  const namespacesWith = (changes: Record<string, unknown>): string[] =>
    ofKind(settledObjects(fabricWith(changes)), "Namespace").map(({ name }) => name);

  it("are made for meshes that name none, and for consumers' hostnames", () => {
    expect(namespacesWith({})).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
    expect(namespacesWith({ "meshes.shop.namespace": "gateways" })).toEqual(["isthmus-payments", "mesh"]);
  });

  it("are not made where the Route says so, nor where every cluster has them", () => {
    expect(namespacesWith({ "routes.charge.createNamespace": false })).not.toContain("mesh");
    for (const builtIn of ["default", "kube-system"])
      expect(namespacesWith({ "routes.charge.hostname": `payments.${builtIn}` })).not.toContain(builtIn);
  });

  it("are made once, where several Routes and meshes share one", () => {
    const second = { from: { mesh: "payments" }, to: { expose: "charges" }, hostname: "self.mesh" };
    expect(namespacesWith({ "routes.second": second })).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
    const inMesh = { ...second, hostname: "self.isthmus-shop" };
    expect(namespacesWith({ "routes.second": inMesh })).toEqual(["isthmus-payments", "isthmus-shop", "mesh"]);
  });

  it("hold pods under Pod Security restricted", () => {
    for (const { object } of ofKind(settledObjects(shopAndPayments()), "Namespace"))
      expect(object.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  });
});
