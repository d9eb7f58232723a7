import { describe, expect, it } from "@jest/globals";
import { declarations } from "../../../examples/kuma-cross-mesh/fabric.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { accepts, refusals } from "../../admission/admission.js";
import { settled } from "../../admission/material.js";
import { withApiServer } from "../../admission/with-api-server.js";
import { DataPlanes } from "../../kuma/data-planes.js";
import { emittedGateways } from "../../kuma/emitted-gateway.js";
import { startGateway } from "../../kuma/running-gateway.js";
import { call, verdict } from "../../wire/client.js";
import { freePorts } from "../../wire/free-ports.js";
import { withEnvoy } from "../../wire/with-envoy.js";
import { showsItsDeclarations } from "./example.js";

const minute = 60_000;

describe("example kuma-cross-mesh", () => {
  showsItsDeclarations({ folder: "kuma-cross-mesh", fabric: "crossing", declarations });
});

withApiServer("example kuma-cross-mesh and the CRDs of Kuma 2.14", ["kuma-2.14"], (server) => {
  it(
    "get along",
    async () => {
      const objects = await settled(planFabric("crossing", declarations));
      expect(refusals(await accepts(server(), objects))).toEqual([]);
    },
    minute,
  );
});

withEnvoy("the gateway of example kuma-cross-mesh", () => {
  it(
    "lets in the client of mesh consume, and nobody else",
    async () => {
      const planes = new DataPlanes();
      for (const mesh of ["expose", "consume"]) await planes.authority(mesh);
      const [port = 0] = await freePorts(1);
      const [emitted] = emittedGateways(planFabric("crossing", withPort(port)));
      if (emitted === undefined) throw new Error("the example has a gateway");
      const identity = await planes.identity("expose", ["edge-gateway_expose-gateways_svc"]);
      const gateway = await startGateway({ ...emitted, identity, authorities: planes.bundle() });
      const ask = async (mesh: string, service: string, target = "/api/1") =>
        verdict(await call({ port, host: "expose.mesh", target, identity: await planes.identity(mesh, [service]) }));
      try {
        expect(await ask("consume", "client_shop_svc_80")).toBe(200);
        expect(await ask("consume", "client_shop_svc_80", "/other")).toBe(403);
        expect(await ask("consume", "other_shop_svc_80")).toBe(403);
        expect(await ask("expose", "client_shop_svc_80")).toBe(403);
      } finally {
        await gateway.stop();
      }
    },
    minute,
  );
});

/** The example at another port, which is free here. */
function withPort(port: number) {
  const copy = structuredClone(declarations);
  copy.meshGateways["edge-gateway"].listeners.api.port = port;
  copy.routes.api.port = port;
  return copy;
}
