import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { inspect } from "node:util";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { type Material, settle } from "../targets/emitted.js";
import { exposeAndConsume } from "../targets/kuma/v2/testing/expose-and-consume.js";
import { planFabric } from "../targets/plan.js";
import { Fabric, type FabricArgs } from "./fabric.js";
import { FabricError } from "./fabric-error.js";
import { inClear, isSecret, mockPulumi, opened, type Registered, registeredBy, valueOf } from "./testing/mocked.js";

beforeAll(mockPulumi);

/** The design's Fabric over two clusters, as the quickstart declares it. */
const overTwoClusters = (): FabricArgs => {
  const { meshes, meshGateways, ...rest } = shopAndPayments();
  return {
    ...rest,
    clusters: {
      east: { kubeconfig: "east kubeconfig" },
      west: { kubeconfig: pulumi.secret("west kubeconfig"), context: "w" },
    },
    meshes: { shop: { ...meshes.shop, cluster: "east" }, payments: { ...meshes.payments, cluster: "west" } },
    meshGateways: { edge: { ...meshGateways.edge, address: { host: "edge.example" } } },
  };
};

const declare = (args: FabricArgs): Promise<Registered[]> => registeredBy((opts) => new Fabric("crossing", args, opts));

const isKubernetes = ({ type }: Registered): boolean =>
  type.startsWith("kubernetes:") && !type.startsWith("kubernetes:provider");

/** The plan's objects with the certificates that the mocks answer. */
function expectedObjects(input: unknown): unknown[] {
  const { objects, certificates } = planFabric("crossing", input);
  const material: Material = Object.fromEntries(
    certificates.map(({ name, owner, id }) => {
      const resource = `crossing-${owner.name}-${id}`;
      return [name, { certificate: `CERT(${resource})`, privateKey: `KEY(${resource})` }];
    }),
  );
  return objects.map(({ object }) => settle(object, material));
}

describe("a Fabric", () => {
  it("registers the objects of the pure core, and no others", async () => {
    const registered = await declare(shopAndPayments());
    const objects = registered.filter(isKubernetes).map(({ inputs }) => opened(inputs));
    expect(objects).toEqual(expectedObjects(shopAndPayments()));
  });

  it("puts revocation lists where the pure core has them, below their meshes", async () => {
    const { meshes, ...rest } = shopAndPayments();
    const revoking = { ...rest, meshes: { ...meshes, shop: { ...meshes.shop, trust: { revoked: ["0a1b"] } } } };
    const registered = await declare(revoking);
    expect(registered.filter(isKubernetes).map(({ inputs }) => opened(inputs))).toEqual(expectedObjects(revoking));
    const lists = registered.filter(({ type }) => type.endsWith(":RevocationList"));
    expect(lists.map(({ name, inputs }) => [name, inputs["revoked"]])).toEqual([
      ["crossing-payments-root-crl", []],
      ["crossing-payments-issuer-crl", []],
      ["crossing-shop-root-crl", []],
      ["crossing-shop-issuer-crl", ["0a1b"]],
    ]);
    expect(lists.map(({ inputs }) => isSecret(inputs["authorityKey"]))).toEqual([true, true, true, true]);
  });

  it("names children after their parents, and what they are to them", async () => {
    const registered = await declare(shopAndPayments());
    const parents = new Map<pulumi.Resource, string>(registered.map(({ resource, name }) => [resource, name]));
    for (const { name, opts } of registered.slice(1)) {
      const parent = opts.parent === undefined ? undefined : parents.get(opts.parent);
      expect(name.startsWith(`${parent}-`)).toBe(true);
    }
    const groups = registered
      .filter(({ type }) => type.startsWith("isthmus:"))
      .map(({ type, name }) => `${type} ${name}`);
    expect(groups.sort()).toEqual([
      "isthmus:index:Fabric crossing",
      "isthmus:index:Mesh crossing-payments",
      "isthmus:index:Mesh crossing-shop",
      "isthmus:index:MeshGateway crossing-edge",
    ]);
  });

  it("gives each resource a URN of its own", async () => {
    const registered = await declare(overTwoClusters());
    const urns = await Promise.all(registered.map(({ resource }) => valueOf(resource.urn)));
    expect(new Set(urns).size).toBe(urns.length);
  });

  it("keeps private keys inside secrets", async () => {
    const registered = await declare(shopAndPayments());
    expect(JSON.stringify(registered.map(({ inputs }) => opened(inputs)))).toContain("KEY(");
    for (const { inputs } of registered) expect(JSON.stringify(inClear(inputs))).not.toMatch(/KEY\(|S0VZK/);
  });

  it("leaves what is public in clear, so that a preview shows it", async () => {
    const registered = await declare(shopAndPayments());
    for (const { inputs } of registered.filter(({ type }) => type.endsWith(":ConfigMap")))
      expect(JSON.stringify(inputs)).not.toContain("4dabf18193072939515e22adb298388d");
  });

  it("answers who may reach what", async () => {
    let connectivity: pulumi.Output<object> | undefined;
    await registeredBy((opts) => {
      const fabric = new Fabric("crossing", shopAndPayments(), opts);
      connectivity = fabric.connectivity;
      return fabric;
    });
    if (connectivity === undefined) throw new Error("the Fabric has no connectivity");
    expect(await valueOf(connectivity)).toEqual(planFabric("crossing", shopAndPayments()).connectivity);
    expect(await pulumi.isSecret(connectivity)).toBe(false);
  });

  it("makes a Deployment after everything that its pods mount, and nothing before its namespace", async () => {
    const dependencies = dependenciesIn(await declare(shopAndPayments()));
    expect(dependencies("crossing-edge-deployment")).toEqual(
      expect.arrayContaining([
        "crossing-payments-namespace",
        "crossing-edge-config",
        "crossing-edge-certificates",
        "crossing-edge-service-account",
        "crossing-edge-network-policy",
      ]),
    );
    expect(dependencies("crossing-edge-config")).toEqual(["crossing-payments-namespace"]);
  });

  it("makes a Mesh of Kuma before what belongs to it, and a gateway's permissions and routes before its listeners", async () => {
    const dependencies = dependenciesIn(await declare(exposeAndConsume()));
    expect(dependencies("crossing-edge-gateway-permissions")).toEqual(["crossing-expose-mesh"]);
    expect(dependencies("crossing-edge-gateway-gateway").sort()).toEqual([
      "crossing-edge-gateway-permissions",
      "crossing-edge-gateway-route-mesh",
      "crossing-expose-mesh",
    ]);
  });
});

/** What a resource waits for, by name. */
const dependenciesIn =
  (registered: Registered[]) =>
  (name: string): string[] => {
    const found = registered.find((each) => each.name === name);
    const on = (found?.opts.dependsOn ?? []) as pulumi.Resource[];
    return on.map((resource) => registered.find((other) => other.resource === resource)?.name ?? "");
  };

describe("clusters of a Fabric", () => {
  it("get each its own objects", async () => {
    const registered = await declare(overTwoClusters());
    const providerOf = (name: string): string | undefined => {
      const { provider } = registered.find((each) => each.name === name)?.opts ?? {};
      return registered.find(({ resource }) => resource === provider)?.name;
    };
    expect(providerOf("crossing-edge-deployment")).toBe("crossing-west");
    expect(providerOf("crossing-shop-egress-deployment")).toBe("crossing-east");
    expect(providerOf("crossing-east.mesh-namespace")).toBe("crossing-east");
  });

  it("change ConfigMaps and Secrets in place", async () => {
    const providers = (await declare(overTwoClusters())).filter(({ type }) => type === "pulumi:providers:kubernetes");
    expect(providers.map(({ name }) => name)).toEqual(["crossing-east", "crossing-west"]);
    for (const { inputs } of providers)
      expect(opened(inputs)).toMatchObject({ enableConfigMapMutable: "true", enableSecretMutable: "true" });
  });

  it("keep their kubeconfigs secret, wherever they stand", async () => {
    const registered = await declare(overTwoClusters());
    for (const { inputs } of registered)
      expect(JSON.stringify(inClear(inputs))).not.toMatch(/(?:east|west) kubeconfig/);
    const text = JSON.stringify(registered.map(({ inputs }) => opened(inputs)));
    expect(text).toContain("east kubeconfig");
    expect(text).toContain("west kubeconfig");
    const provider = registered.find(({ name }) => name === "crossing-east");
    expect(isSecret(provider?.inputs["kubeconfig"])).toBe(true);
  });

  it("are the provider in use where nothing says how they are reached", async () => {
    const registered = await declare({ ...overTwoClusters(), clusters: { east: {}, west: {} } });
    expect(registered.filter(({ type }) => type.startsWith("pulumi:providers:"))).toEqual([]);
  });
});

describe("a Fabric with problems", () => {
  const wrong = (): FabricArgs => {
    const { routes, ...rest } = overTwoClusters();
    const charge = { ...routes?.["charge"], to: { expose: "gone" }, port: 0 };
    return { ...rest, routes: { charge } as FabricArgs["routes"] };
  };

  async function refusal(args: FabricArgs): Promise<{ error: FabricError; registered: string[] }> {
    const registered: string[] = [];
    const record: pulumi.ResourceTransformation = ({ name }) => void registered.push(name);
    try {
      new Fabric("crossing", args, { transformations: [record] });
    } catch (error) {
      await new Promise((resolve) => setImmediate(resolve));
      return { error: error as FabricError, registered };
    }
    throw new Error("nothing was refused");
  }

  it("throws one error with all of them, before any child is registered", async () => {
    const { error, registered } = await refusal({ ...wrong(), vpcs: { office: { cidrs: ["10.0.0.0/33"] } as never } });
    expect(error).toBeInstanceOf(FabricError);
    expect(error.problems.length).toBeGreaterThanOrEqual(2);
    for (const { message, path } of error.problems) {
      expect(error.message).toContain(message);
      expect(error.message).toContain(path);
    }
    expect(registered).toEqual(["crossing"]);
  });

  it("knows its resource, and is printed without it", async () => {
    const { error } = await refusal(wrong());
    expect(error.resource).toBeInstanceOf(Fabric);
    expect(inspect(error, { depth: Infinity }).length).toBeLessThan(20_000);
  });

  it("never quotes a kubeconfig", async () => {
    const { error } = await refusal(wrong());
    expect(`${error.message} ${JSON.stringify(error.problems)} ${JSON.stringify(error.errors)}`).not.toContain(
      " kubeconfig",
    );
  });

  it("says which values are not plain, where they decide what exists", async () => {
    const args = shopAndPayments() as FabricArgs;
    const mesh = { ...args.meshes?.["shop"], namespace: pulumi.output("later") } as never;
    const { error, registered } = await refusal({ ...args, meshes: { ...args.meshes, shop: mesh } });
    expect(error.problems).toMatchObject([{ code: "input.not-plain", path: "meshes.shop.namespace" }]);
    expect(registered).toEqual(["crossing"]);
  });

  it("says with a value that is not plain what else is wrong, and nothing that the value may mend", async () => {
    const { clusters, routes, ...rest } = wrong();
    const charge = { ...routes?.["charge"], to: pulumi.output({ expose: "charges" }) } as never;
    const { error } = await refusal({ ...rest, clusters, routes: { charge } });
    expect(error.problems).toMatchObject([
      { code: "input.not-plain", path: "routes.charge.to" },
      { code: "schema.range", path: "routes.charge.port" },
    ]);
    const later = await refusal({ ...rest, clusters: pulumi.output(clusters) as never, routes: { charge } });
    expect(later.error.problems.map(({ code }) => code)).toEqual(["input.not-plain", "input.not-plain"]);
  });

  it.each([null, undefined, "a text", ["a list"]])("says that %j is none", async (args) => {
    const { error } = await refusal(args as never);
    expect(error.problems.map(({ path }) => path)).toEqual([""]);
    expect(error.problems[0]?.hint).toContain("an object");
  });

  it.each([
    ["clusters", { clusters: Promise.resolve({ east: {} }) }],
    ["clusters.east", { clusters: { east: Promise.resolve({}) } }],
  ])("does not take a promise of %s for an empty one", async (path, late) => {
    const { error } = await refusal({ ...shopAndPayments(), ...late } as never);
    expect(error.problems).toMatchObject([{ code: "input.not-plain", path }]);
  });
});
