import { describe, beforeAll, expect, it } from "@jest/globals";
import { withApiServer } from "../admission/with-api-server.js";
import { hasPulumi, PulumiStack } from "../components/pulumi-stack.js";

const minutes = 60_000;

if (hasPulumi()) {
  withApiServer("components under the real pulumi, at an API server with Kuma's CRDs", ["kuma-2.14"], (server) => {
    /** A mesh of the target that offers nothing yet, in the API server. */
    const fabric = (target: object, namespace: string): string => `
new isthmus.Fabric("crossing", {
  clusters: { here: { kubeconfig: ${JSON.stringify(server().kubeconfig)}, context: ${JSON.stringify(server().context)} } },
  meshes: { shop: { trustDomain: "shop", cluster: "here", namespace: ${JSON.stringify(namespace)}, target: ${JSON.stringify(target)} } },
  meshGateways: {
    edge: {
      mesh: "shop",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "shop.mesh" } },
    },
  },
  exposes: { cart: { gateway: "edge", service: { name: "cart", namespace: "shop", port: 8080, selector: { app: "cart" } } } },
});
`;
    const kuma = { kind: "kuma", version: "2.14" };

    beforeAll(async () => {
      for (const name of ["kuma-system", "shop-gateways"]) {
        const { status } = await server().api.send(
          "POST",
          "/api/v1/namespaces",
          JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
        );
        expect(status).toBe(201);
      }
    });

    it(
      "a preview says which kinds are missing, and what brings them",
      () => {
        const { ok, text } = new PulumiStack().preview(fabric({ kind: "istio" }, "shop-gateways"));
        expect(ok ? "" : text).toBe("");
        expect(text).toMatch(/✖ the cluster "here" has no kind .*Gateway.* in networking\.istio\.io\/v1, which Istio/);
        expect(text).toContain("install Istio's chart `base`, then `istiod`");
      },
      5 * minutes,
    );

    it(
      "what is there is not told of, and what one stack made another one does not take over",
      () => {
        const [first, second] = [new PulumiStack(), new PulumiStack()];
        const made = first.up(fabric(kuma, "shop-gateways"));
        expect(made.ok ? "" : made.text).toBe("");
        expect(made.text).not.toContain("has no kind");
        const refused = second.up(fabric(kuma, "shop-gateways"));
        expect(refused.ok).toBe(false);
        expect(refused.text).toContain('meshes.kuma.io "shop" already exists');
        const objects = second.resources.filter(({ type }) => type.startsWith("kubernetes:kuma.io/"));
        expect(objects).toEqual([]);
        const again = first.preview(fabric(kuma, "shop-gateways"), "--expect-no-changes");
        expect(again.ok ? "" : again.text).toBe("");
      },
      10 * minutes,
    );
  });
} else {
  describe("components under the real pulumi, at an API server with Kuma's CRDs", () => {
    it.skip("needs pulumi on PATH; install it, with its kubernetes plugin", () => undefined);
  });
}
