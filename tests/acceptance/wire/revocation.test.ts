import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import type { MeshTrust } from "../../../sdk/src/model/mesh.js";
import { type Identity, verdict } from "../../wire/client.js";
import { eventually } from "../../wire/eventually.js";
import { KeepAlive } from "../../wire/keep-alive.js";
import { plainCall } from "../../wire/plain-call.js";
import type { Pod } from "../../wire/pod.js";
import { checkout, Scene, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

type MeshName = keyof ReturnType<typeof sceneFabric>["meshes"];

const visitor = "spiffe://partner.example/ns/any/sa/visitor";

/** The scene, where partner may charge too, with what its meshes say of trust. */
function sceneWith(trust: Partial<Record<MeshName, MeshTrust>>) {
  const { meshes, crossMeshPermissions, ...rest } = sceneFabric();
  const { checkoutMayCharge } = crossMeshPermissions;
  return {
    ...rest,
    meshes: {
      shop: { ...meshes.shop, trust: trust.shop },
      payments: { ...meshes.payments, trust: trust.payments },
      partner: { ...meshes.partner, trust: trust.partner },
    },
    crossMeshPermissions: {
      ...crossMeshPermissions,
      partnerMayCharge: { ...checkoutMayCharge, from: [{ mesh: "partner" }] },
    },
  };
}

const serialOf = ({ certificate }: Identity): string => new X509Certificate(certificate).serialNumber;

/** A pod in which a limit of minutes is one of seconds. */
const withLimit =
  (limit: string, instead: string) =>
  ({ volumes, ...pod }: Pod): Pod => ({
    ...pod,
    volumes: Object.fromEntries(
      Object.entries(volumes).map(([path, files]) => [
        path,
        Object.fromEntries(
          Object.entries(files).map(([name, text]) => [name, text.replaceAll(`"${limit}"`, `"${instead}"`)]),
        ),
      ]),
    ),
  });

/** Envoy's own count of chains that it did not believe. */
const refusals = async (scene: Scene): Promise<number> =>
  [...(await scene.envoy("edge").admin("/stats?filter=ssl.fail_verify_error")).matchAll(/: (\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );

withEnvoy("a caller whose certificate is revoked", () => {
  const scene = new Scene();
  let other: Identity;
  let partner: Identity;
  beforeAll(async () => {
    await scene.startEdge(sceneWith({}));
    other = await scene.trust.workload("shop", checkout);
    partner = await scene.trust.workload("partner", visitor);
  }, 120_000);
  afterAll(() => scene.stop());

  const ask = async (identity: Identity) => verdict(await scene.call({ identity }));

  it("is refused in the handshake, while others of its mesh and other meshes pass", async () => {
    expect([await ask(scene.checkout), await ask(other), await ask(partner)]).toEqual([200, 200, 200]);
    const before = await refusals(scene);
    await scene.change(sceneWith({ shop: { revoked: [serialOf(scene.checkout)] } }));
    await eventually(async () => (await ask(scene.checkout)) === "refused");
    expect(await refusals(scene)).toBeGreaterThan(before);
    expect([await ask(other), await ask(partner)]).toEqual([200, 200]);
  });

  it("passes again under a new certificate of the same identity", async () => {
    expect(await ask(await scene.trust.workload("shop", checkout))).toBe(200);
  });

  it("passes where another mesh keeps a list, which is no business of its own mesh", async () => {
    await scene.change(sceneWith({ partner: { revoked: [] } }));
    await eventually(async () => (await ask(scene.checkout)) === 200);
    expect([await ask(other), await ask(partner)]).toEqual([200, 200]);
  });

  it("is let in once its serial is taken from the list", async () => {
    await scene.change(sceneWith({ shop: { revoked: [serialOf(other)] } }));
    await eventually(async () => (await ask(other)) === "refused");
    expect(await ask(scene.checkout)).toBe(200);
    await scene.change(sceneWith({ shop: { revoked: [] } }));
    await eventually(async () => (await ask(other)) === 200);
  });
});

withEnvoy("an issuer that is renewed with a new key while its mesh keeps a list", () => {
  const scene = new Scene();
  const revokes = (identity: Identity) => sceneWith({ shop: { revoked: [serialOf(identity)] } });
  beforeAll(() => scene.startEdge(sceneWith({})), 120_000);
  afterAll(() => scene.stop());

  it("leaves callers with certificates of the old key as they were", async () => {
    const lost = await scene.trust.workload("shop", checkout);
    const ask = async (identity: Identity) => verdict(await scene.call({ identity }));
    await scene.change(revokes(lost));
    await eventually(async () => (await ask(lost)) === "refused");
    delete scene.trust.material["issuer:shop"];
    const before = scene.trust.material["crl:issuer:shop"]?.certificate;
    await scene.change(revokes(lost));
    expect(scene.trust.material["crl:issuer:shop"]?.certificate).not.toBe(before);
    const renewed = await scene.trust.workload("shop", checkout);
    await eventually(async () => (await ask(renewed)) === 200);
    expect([await ask(scene.checkout), await ask(lost)]).toEqual([200, "refused"]);
  });
});

withEnvoy("a gateway whose certificate is revoked", () => {
  const scene = new Scene();
  scene.edit = withLimit("300s", "1s");
  beforeAll(() => scene.start(sceneWith({})), 120_000);
  afterAll(() => scene.stop());

  const edgeLeaf = "leaf:payments/isthmus-payments/edge/edge";
  const call = async () =>
    (await plainCall({ port: scene.consumerPort("payments.mesh"), host: "payments.mesh", path: "/charges" })).status;

  it("is called by no other mesh once open connections have ended, until it presents another one", async () => {
    expect(await call()).toBe(200);
    const shown = scene.trust.material[edgeLeaf];
    if (shown === undefined) throw new Error("the edge has no certificate");
    const revoked = sceneWith({ payments: { revoked: [serialOf(shown)] } });
    await scene.change(revoked);
    await eventually(async () => (await call()) === 503);
    delete scene.trust.material[edgeLeaf];
    await scene.change(revoked);
    await eventually(async () => (await call()) === 200);
  });
});

withEnvoy("a mesh that is distrusted", () => {
  const scene = new Scene();
  let partner: Identity;
  beforeAll(async () => {
    await scene.startEdge(sceneWith({}));
    partner = await scene.trust.workload("partner", visitor);
  }, 120_000);
  afterAll(() => scene.stop());

  const ask = async (identity: Identity) => verdict(await scene.call({ identity }));
  const rowsOf = (mesh: string) =>
    Object.values(scene.plan.connectivity).filter(({ caller }) => caller.startsWith(`${mesh}/`));

  it("gets no connection, no answer on one that is open, and no row, while others pass", async () => {
    expect(rowsOf("shop")).not.toEqual([]);
    const client = new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout);
    expect(await client.ask("POST", "/charges")).toBe(200);
    await scene.change(sceneWith({ shop: { distrusted: true } }));
    await eventually(async () => (await ask(scene.checkout)) === "refused");
    expect([await client.ask("POST", "/charges"), client.connections]).toEqual([403, 1]);
    client.close();
    expect(await ask(partner)).toBe(200);
    expect(rowsOf("shop")).toEqual([]);
    expect(rowsOf("partner")).not.toEqual([]);
  });

  it("is let in again as it was once it is trusted", async () => {
    await scene.change(sceneWith({}));
    await eventually(async () => (await ask(scene.checkout)) === 200);
  });

  it("takes calls of no other mesh either", async () => {
    await scene.change(sceneWith({ payments: { distrusted: true } }));
    await eventually(async () => (await ask(scene.checkout)) === "refused");
    expect(await ask(partner)).toBe("refused");
    expect(scene.plan.connectivity).toEqual({});
  });
});

withEnvoy("a connection that is open when its certificate is revoked", () => {
  const scene = new Scene();
  const seconds = 3;
  scene.edit = withLimit("600s", `${seconds}s`);
  beforeAll(() => scene.startEdge(sceneWith({})), 120_000);
  afterAll(() => scene.stop());

  it("goes on, and ends within its longest duration and five seconds in which it is drained", async () => {
    const revoked = sceneWith({ shop: { revoked: [serialOf(scene.checkout)] } });
    const client = new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout);
    const opened = performance.now();
    expect(await client.ask("POST", "/charges")).toBe(200);
    await scene.change(revoked);
    await eventually(async () => verdict(await scene.call()) === "refused");
    expect(await client.ask("POST", "/charges")).toBe(200);
    expect(client.connections).toBe(1);

    const isCut = () =>
      client.ask("POST", "/charges").then(
        () => false,
        () => true,
      );
    await eventually(isCut);
    expect(performance.now() - opened).toBeLessThan((seconds + 5 + 1) * 1000);
    client.close();
  });
});
