import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { KubeConfig } from "@kubernetes/client-node";
import { servedKinds } from "./cluster-kinds.js";

const kuma = "kuma.io/v1alpha1";
const istio = "networking.istio.io/v1";

/** Jest cannot load the kubeconfig library. */
const configOf = (server: string): KubeConfig =>
  ({
    getCurrentCluster: () => ({ server }),
    applyToHTTPSOptions: (options: { headers?: object }) => {
      options.headers = { authorization: "Bearer t0ken" };
      return Promise.resolve();
    },
  }) as unknown as KubeConfig;

describe("what a cluster serves", () => {
  let server: Server;
  let config: KubeConfig;
  const asked: (string | undefined)[] = [];

  beforeAll(async () => {
    server = createServer(({ url, headers }, response) => {
      asked.push(headers.authorization);
      response.statusCode = url === `/apis/${kuma}` ? 200 : url === `/apis/${istio}` ? 404 : 403;
      response.end(JSON.stringify({ resources: [{ kind: "Mesh" }, { kind: "MeshGateway" }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    config = configOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it("is asked with the kubeconfig's credentials; a group that is not there has no kinds", async () => {
    expect(await servedKinds(config, [kuma, istio])).toEqual({ [kuma]: ["Mesh", "MeshGateway"], [istio]: [] });
    expect(new Set(asked)).toEqual(new Set(["Bearer t0ken"]));
  });

  it("is not known where nobody may ask", async () => {
    expect(await servedKinds(config, ["example.com/v1"])).toEqual({ "example.com/v1": undefined });
  });

  it("cannot be asked of a cluster that does not answer", async () => {
    await expect(servedKinds(configOf("http://127.0.0.1:1"), [kuma])).rejects.toThrow("ECONNREFUSED");
  });
});
