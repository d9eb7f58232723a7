import { expect, it, jest } from "@jest/globals";
import { ApiError } from "../../sdk/src/cluster/api-error.js";
import { FakeCluster } from "../../sdk/src/engine/testing/fake-cluster.js";
import { exposeAndConsume } from "../../sdk/src/targets/kuma/v2/testing/expose-and-consume.js";
import { changesOf, ComponentStack } from "./component-stack.js";

jest.setTimeout(120_000);

type Applied = Parameters<FakeCluster["apply"]>;

/** A cluster with Kuma's kinds, whose webhook refuses what is of a mesh that is not there, as a dry run too. */
class KumaCluster extends FakeCluster {
  override resource(apiVersion: string, kind: string): ReturnType<FakeCluster["resource"]> {
    if (!apiVersion.startsWith("kuma.io/")) return super.resource(apiVersion, kind);
    return Promise.resolve({ plural: `${kind.toLowerCase()}s`, namespaced: !["Mesh", "MeshGateway"].includes(kind) });
  }

  override apply(...[object, how]: Applied): ReturnType<FakeCluster["apply"]> {
    const mesh = object.metadata.labels?.["kuma.io/mesh"];
    if (object.apiVersion.startsWith("kuma.io/") && mesh !== undefined && this.find("Mesh", mesh) === undefined)
      return Promise.reject(
        new ApiError(400, "BadRequest", `admission webhook denied the request: Mesh.kuma.io "${mesh}" not found`),
      );
    return super.apply(object, how);
  }
}

it("a first preview asks the cluster nothing that needs what up makes, and a second run changes nothing", async () => {
  const cluster = new KumaCluster("kuma-system", "gateways");
  const stack = new ComponentStack({ connect: () => Promise.resolve(cluster) });
  const program = `new isthmus.Fabric("crossing", ${JSON.stringify(exposeAndConsume())});`;
  const first = await stack.preview(program);
  expect(first).toMatchObject({ verdict: "ok", problems: [], failures: [] });
  expect(cluster.log.filter((line) => line.includes("Mesh expose"))).toEqual(["dry-run Mesh expose"]);
  expect(cluster.log.filter((line) => line.includes("MeshGateway"))).toEqual([]);
  expect(await stack.up(program)).toMatchObject({ verdict: "ok", problems: [], failures: [] });
  expect(cluster.find("MeshGateway", "edge-gateway")?.metadata.labels).toMatchObject({ "kuma.io/mesh": "expose" });
  const second = await stack.preview(program);
  expect({ verdict: second.verdict, changes: changesOf(second) }).toEqual({ verdict: "ok", changes: [] });
});
