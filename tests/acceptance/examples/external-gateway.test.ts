import { describe, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/external-gateway/fabric.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { accepts, refusals } from "../../admission/admission.js";
import { settled } from "../../admission/material.js";
import { withApiServer } from "../../admission/with-api-server.js";
import { showsItsDeclarations } from "./example.js";

describe("example external-gateway", () => {
  showsItsDeclarations({ folder: "external-gateway", fabric: "joined", declarations });
});

withApiServer("example external-gateway at an API server", ["gateway-api", "envoy-gateway"], (server) => {
  it("is accepted whole", async () => {
    expect(refusals(await accepts(server(), await settled(planFabric("joined", declarations))))).toEqual([]);
  }, 120_000);
});
