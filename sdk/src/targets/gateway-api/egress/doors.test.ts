import { expect, it } from "@jest/globals";
import { objectNamed as the, ofKind, settledObjects } from "../../testing/planned.js";
import { onGatewayApi } from "../testing/fabrics.js";

it("a door passes connections on at a port of TCP, and reads requests at one of HTTP", () => {
  const objects = settledObjects(
    onGatewayApi({
      "meshes.payments.target": { kind: "standalone" },
      "meshGateways.edge.listeners.queue": { port: 5671, protocol: "TLS", crossMesh: true, hostname: "queue.mesh" },
      "exposes.queue": { gateway: "edge", listener: "queue", service: { name: "queue", namespace: "pay", port: 5672 } },
      "crossMeshPermissions.checkoutMayCharge.listener": "api",
      "routes.messages": { from: { mesh: "shop" }, to: { expose: "queue" }, hostname: "queue.mesh", port: 5671 },
    }),
  );
  const { listeners } = the(objects, "Gateway", "shop-egress").spec as unknown as { listeners: object[] };
  expect(listeners).toMatchObject([
    { name: "all.5671", protocol: "TCP" },
    { name: "all.80", protocol: "HTTP" },
  ]);
  const [backend] = ofKind(objects, "Backend").filter(({ object }) => JSON.stringify(object).includes("queue.mesh"));
  expect(the(objects, "TCPRoute", "shop-egress.route.messages").spec).toMatchObject({
    parentRefs: [{ name: "shop-egress", sectionName: "all.5671" }],
    rules: [{ backendRefs: [{ kind: "Backend", name: backend?.name }] }],
  });
  expect(ofKind(objects, "HTTPRoute").map(({ name }) => name)).toEqual(["shop-egress.route.charge"]);
});
