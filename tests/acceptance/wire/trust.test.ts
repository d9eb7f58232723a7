import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { open, verdict } from "../../wire/client.js";
import { eventually } from "../../wire/eventually.js";
import { KeepAlive } from "../../wire/keep-alive.js";
import { podsOf } from "../../wire/pod.js";
import { checkout, Scene, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

/** The scene after mesh `shop` has left it. */
const withoutShop = () => {
  const { meshes, routes, crossMeshPermissions, ...rest } = sceneFabric();
  const { payments, partner } = meshes;
  const { visit } = routes;
  return {
    ...rest,
    meshes: { payments, partner },
    routes: { visit },
    crossMeshPermissions: { visitors: { ...crossMeshPermissions.checkoutMayCharge, from: [{ mesh: "partner" }] } },
  };
};

withEnvoy("trust that changes while a gateway runs", () => {
  const scene = new Scene();
  beforeAll(() => scene.startEdge(), 120_000);
  afterAll(() => scene.stop());

  const servedSerial = async (): Promise<string> => {
    const socket = open({ port: scene.edgePort, host: "payments.mesh", identity: scene.checkout });
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };

  it("makes no new connection with a mesh that is removed, and answers its open ones 403", async () => {
    const client = new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout);
    expect(await client.ask("POST", "/charges")).toBe(200);
    await scene.change(withoutShop());
    await eventually(async () => verdict(await scene.call()) === "refused");
    expect(await client.ask("POST", "/charges")).toBe(403);
    expect(client.connections).toBe(1);
    client.close();

    await scene.change(sceneFabric());
    await eventually(async () => verdict(await scene.call()) === 200);
  });

  it("believes a mesh's new root in place of the old", async () => {
    const before = scene.checkout;
    scene.trust.forget("shop");
    await scene.change(sceneFabric());
    const after = await scene.trust.workload("shop", checkout);
    await eventually(async () => verdict(await scene.call({ identity: after })) === 200);
    expect(verdict(await scene.call({ identity: before }))).toBe("refused");
  });

  it("presents a renewed certificate from the next connection on", async () => {
    const before = await servedSerial();
    delete scene.trust.material["leaf:payments/isthmus-payments/edge/edge"];
    await scene.change(sceneFabric());
    await eventually(async () => (await servedSerial()) !== before);
  });

  it("keeps what it believed when it is given a bundle that cannot be read", async () => {
    const identity = await scene.trust.workload("shop", checkout);
    const broken = { ...scene.trust.material };
    broken["root:shop"] = { certificate: "no certificate", privateKey: "" };
    const edge = podsOf(scene.plan, broken).find(({ name }) => name === "edge");
    if (edge === undefined) throw new Error("the scene has no edge");
    scene.envoy("edge").replaceFiles(edge);
    const rejected = () => scene.envoy("edge").admin("/stats?filter=update_rejected|key_rotation_failed");
    await eventually(async () => /peers-all\.(?:update_rejected|key_rotation_failed): [1-9]/.test(await rejected()));
    expect(verdict(await scene.call({ identity }))).toBe(200);
  });
});
