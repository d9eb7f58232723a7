import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { declarations } from "../../examples/kuma-3/fabric.js";
import { settle } from "../../sdk/src/targets/emitted.js";
import type { Manifest } from "../../sdk/src/targets/kuma/v3/testing/admission.js";
import type { Proxy } from "../../sdk/src/targets/kuma/v3/testing/enforcement.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { sidecarInbound } from "../kuma/sidecar.js";
import { startListeners, type StaticEnvoy } from "../kuma/static-envoy.js";
import { call, type Identity } from "../wire/client.js";
import { forge } from "../wire/forge.js";
import { freePorts } from "../wire/free-ports.js";
import { Trust } from "../wire/material.js";
import { withEnvoy } from "../wire/with-envoy.js";

const edge = "spiffe://expose.acme.internal/ns/expose-gateways/sa/edge";
const client = "spiffe://consume.acme.internal/ns/shop/sa/client";

const server: Proxy = { mesh: "expose", namespace: "app", labels: { app: "server" }, port: 8080 };

/** The certificate alone, as Kuma's proxies show theirs. */
const withoutChain = ({ certificate, privateKey }: Identity): Identity => ({
  certificate: /-----BEGIN[^]*?-----END CERTIFICATE-----\n?/.exec(certificate)?.[0] ?? "",
  privateKey,
});

/** The inbound of a Kuma 3.0 proxy, as its control plane makes it of what the example emits, in a real Envoy. */
withEnvoy("a proxy of Kuma 3.0 with what the example emits", () => {
  const trust = new Trust();
  const plan = planFabric("crossing", declarations);
  const envoys: StaticEnvoy[] = [];
  const ports = { server: 0, door: 0, rootOnly: 0 };

  const workload = async (mesh: string, id: string): Promise<Identity> => withoutChain(await trust.workload(mesh, id));

  const status = async (port: number, identity: Identity | undefined): Promise<number | string> => {
    const outcome = await call({ port, host: "server", identity });
    return outcome.status ?? "no connection";
  };

  beforeAll(async () => {
    const material = await trust.issue(plan.certificates);
    const objects = plan.objects.map(({ object }) => settle(object, material) as Manifest);
    const door = doorOf(objects);
    const [first = 0, second = 0, third = 0] = await freePorts(3);
    Object.assign(ports, { server: first, door: second, rootOnly: third });
    const ofServer = await workload("expose", "spiffe://expose.acme.internal/ns/app/sa/server");
    const ofDoor = await workload("consume", "spiffe://consume.acme.internal/ns/consume-gateways/sa/consume-egress");
    envoys.push(
      await startListeners([
        sidecarInbound(objects, server, ofServer, ports.server),
        sidecarInbound(objects, door, ofDoor, ports.door),
        sidecarInbound(objects.map(withRootOnly), server, ofServer, ports.rootOnly),
      ]),
    );
  }, 120_000);
  afterAll(() => Promise.all(envoys.map((envoy) => envoy.stop())));

  it("lets the gateway call the service, and no other workload of the mesh", async () => {
    expect(await status(ports.server, await workload("expose", edge))).toBe(200);
    for (const id of [`${edge}x`, edge.replace("edge", "other"), "spiffe://expose.acme.internal/ns/app/sa/edge"])
      expect([id, await status(ports.server, await workload("expose", id))]).toEqual([id, 403]);
  });

  it("believes no other mesh, whatever its certificates say, and nobody without one", async () => {
    expect(await status(ports.server, await workload("consume", client))).toBe("no connection");
    const stolen = await forge(trust.issuer("consume"), { uris: [edge] });
    expect(await status(ports.server, stolen)).toBe("no connection");
    expect(await status(ports.server, undefined)).toBe("no connection");
  });

  it("lets no certificate with two names in", async () => {
    const two = await forge(trust.issuer("expose"), { uris: ["spiffe://expose.acme.internal/ns/app/sa/a", edge] });
    expect(await status(ports.server, withoutChain(two))).toBe(403);
  });

  it("lets the Route's service account open the door, and no other", async () => {
    expect(await status(ports.door, await workload("consume", client))).toBe(200);
    for (const id of [`${client}s`, client.replace("/shop/", "/shops/"), client.replace("client", "cart")])
      expect([id, await status(ports.door, await workload("consume", id))]).toEqual([id, 403]);
    expect(await status(ports.door, await workload("expose", edge))).toBe("no connection");
  });

  it("would not know the gateway by the root alone, because Kuma's proxies show no chain", async () => {
    expect(await status(ports.rootOnly, await workload("expose", edge))).toBe("no connection");
    expect(await status(ports.rootOnly, await trust.workload("expose", edge))).toBe(200);
  });
});

function doorOf(objects: Manifest[]): Proxy {
  const service = objects.find(({ kind, metadata }) => kind === "Service" && metadata.namespace === "consume-gateways");
  const { selector, ports } = service?.spec as { selector: Record<string, string>; ports: { targetPort: number }[] };
  return { mesh: "consume", namespace: "consume-gateways", labels: selector, port: ports[0]?.targetPort ?? 0 };
}

/** A MeshTrust without the issuer. */
function withRootOnly(object: Manifest): Manifest {
  if (object.kind !== "MeshTrust") return object;
  const spec = object.spec as { caBundles: unknown[] };
  return { ...object, spec: { ...spec, caBundles: spec.caBundles.slice(0, 1) } };
}
