import { describe, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/istio-mesh-to-mesh/fabric.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { showsItsDeclarations } from "./example.js";

describe("example istio-mesh-to-mesh", () => {
  showsItsDeclarations({ folder: "istio-mesh-to-mesh", fabric: "mesh-to-mesh", declarations });

  it("sends each object to the cluster of its mesh", () => {
    for (const { cluster, object } of planFabric("mesh-to-mesh", declarations).objects) {
      const { namespace = object.metadata.name } = object.metadata;
      const isServer = ["isthmus-server", "httpbin"].includes(namespace);
      if (namespace !== "istio-system")
        expect([namespace, cluster]).toEqual([namespace, isServer ? "cluster2" : "cluster1"]);
    }
  });
});
