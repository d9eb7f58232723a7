import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { eventually } from "../../wire/eventually.js";
import { KeepAlive } from "../../wire/keep-alive.js";
import { Scene, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

/** The scene with another permission for checkout beside those that it has. */
const withRefunds = () => {
  const fabric = sceneFabric();
  return {
    ...fabric,
    crossMeshPermissions: {
      ...fabric.crossMeshPermissions,
      checkoutMayRefund: {
        gateway: "edge",
        listener: "api",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ path: { prefix: "/refunds" } }],
      },
    },
  };
};

withEnvoy("permissions that change under open connections", () => {
  const scene = new Scene();
  let client: KeepAlive;
  beforeAll(async () => {
    await scene.startEdge();
    client = new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout);
  }, 120_000);
  afterAll(async () => {
    client.close();
    await scene.stop();
  });

  it("lets an open connection through once it is permitted, and stops it once it is not", async () => {
    expect(await client.ask("POST", "/refunds")).toBe(403);
    await scene.change(withRefunds());
    await eventually(async () => (await client.ask("POST", "/refunds")) === 200);
    await scene.change(sceneFabric());
    await eventually(async () => (await client.ask("POST", "/refunds")) === 403);
    expect(await client.ask("POST", "/charges")).toBe(200);
    expect(client.connections).toBe(1);
  });

  it("loses no permitted request, on no connection, while permissions change 20 times", async () => {
    const others = Array.from({ length: 4 }, () => new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout));
    let isOver = false;
    let sent = 0;
    const unexpected: number[] = [];
    const streams = others.map(async (stream) => {
      while (!isOver) {
        const status = await stream.ask("POST", "/charges");
        sent += 1;
        if (status !== 200) unexpected.push(status);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
    for (let change = 0; change < 20; change += 1) {
      const isPermitted = change % 2 === 0;
      await scene.change(isPermitted ? withRefunds() : sceneFabric());
      await eventually(async () => (await client.ask("POST", "/refunds")) === (isPermitted ? 200 : 403));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    isOver = true;
    await Promise.all(streams);
    const connections = others.map((stream) => stream.connections);
    for (const stream of others) stream.close();

    expect(unexpected).toEqual([]);
    expect(connections).toEqual([1, 1, 1, 1]);
    expect(sent).toBeGreaterThan(200);
    console.log(`${sent} requests through 20 changes, none lost`);
  }, 120_000);

  it("changes no listener, so that no connection is drained", async () => {
    const stats = await scene
      .envoy("edge")
      .admin("/stats?filter=listener_manager.(listener_modified|lds.update_rejected)");
    expect(stats).toContain("listener_manager.listener_modified: 0");
    expect(stats).toContain("lds.update_rejected: 0");
  });
});
