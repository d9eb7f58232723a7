import { beforeAll, describe, expect, it } from "@jest/globals";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { Fabric, type FabricArgs } from "./fabric.js";
import { alone, type Component } from "./testing/alone.js";
import { inClear, mockPulumi, opened, type Registered, registeredBy, valueOf } from "./testing/mocked.js";

beforeAll(mockPulumi);

type Make = (opts: pulumi.ComponentResourceOptions) => Component;
const components: [string, Make][] = [
  ["Fabric", (opts) => new Fabric("crossing", shopAndPayments(), opts)],
  ...Object.entries(alone),
];

const kubernetesObjects = (registered: Registered[]): Registered[] =>
  registered.filter(({ type }) => type.startsWith("kubernetes:"));

/** What a program registers below a component with these options and a recorder beside its own transformations. */
const withOptions = (make: Make, given: pulumi.ComponentResourceOptions): Promise<Registered[]> =>
  registeredBy(({ transformations = [] }) =>
    make({ ...given, transformations: [...(given.transformations ?? []), ...transformations] }),
  );

describe.each(components)("options of %s", (_, make) => {
  it.each([
    ["provider", (mine: kubernetes.Provider) => ({ provider: mine })],
    ["an array of providers", (mine: kubernetes.Provider) => ({ providers: [mine] })],
    ["a map of providers", (mine: kubernetes.Provider) => ({ providers: { kubernetes: mine } })],
  ])("%s: every Kubernetes object has it", async (_, options) => {
    const mine = new kubernetes.Provider("mine", {});
    const objects = kubernetesObjects(await withOptions(make, options(mine)));
    expect(new Set(objects.map(({ provider }) => provider))).toEqual(new Set([`${await valueOf(mine.urn)}::mine-id`]));
  });

  it("no provider: every Kubernetes object has the default one", async () => {
    const objects = kubernetesObjects(await withOptions(make, {}));
    expect(new Set(objects.map(({ provider }) => provider))).toEqual(new Set([""]));
  });

  it("parent: the component stands below it, and everything else below the component", async () => {
    const outer = new pulumi.ComponentResource("test:index:Outer", "outer");
    const [component, ...children] = await withOptions(make, { parent: outer });
    expect(component?.opts.parent).toBe(outer);
    const inside = new Set([component, ...children].map((each) => each?.resource));
    expect(children.filter(({ opts: { parent } }) => parent === undefined || !inside.has(parent))).toEqual([]);
  });

  it("transforms: the component hands them to the engine, once", async () => {
    const registered = await withOptions(make, { transforms: [() => undefined] });
    expect(registered.map(({ transforms }) => transforms)).toEqual([1, ...registered.slice(1).map(() => 0)]);
  });

  it("transformations: change the children that they match, and no other", async () => {
    const seven: pulumi.ResourceTransformation = ({ type, props, opts }) =>
      type === "kubernetes:apps/v1:Deployment" ? { props: { ...props, spec: { replicas: 7 } }, opts } : undefined;
    const changed = (await withOptions(make, { transformations: [seven] })).filter(
      ({ inputs }) => JSON.stringify(inputs["spec"]) === '{"replicas":7}',
    );
    expect(changed.map(({ type }) => type)).toEqual(["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"]);
  });
});

describe("secrets among the inputs", () => {
  const { meshes, meshGateways, ...rest } = shopAndPayments();
  const fabric = (mark: <T>(value: T) => pulumi.Input<T>): Promise<Registered[]> => {
    const args: FabricArgs = {
      ...rest,
      clusters: { east: {}, west: {} },
      meshes: { shop: { ...meshes.shop, cluster: "east" }, payments: { ...meshes.payments, cluster: "west" } },
      meshGateways: {
        edge: {
          ...meshGateways.edge,
          address: { host: mark("hidden.example") },
          image: mark("hidden.example/envoy:1"),
          service: { annotations: { "example.com/token": mark("hidden-token") } },
        },
      },
    };
    return registeredBy((opts) => new Fabric("crossing", args, opts));
  };
  const holding = (registered: Registered[], view: (inputs: unknown) => unknown): string[] =>
    registered.filter(({ inputs }) => JSON.stringify(view(inputs)).includes("hidden")).map(({ name }) => name);
  const holders = ["crossing", "crossing-edge-deployment", "crossing-edge-service", "crossing-shop-egress-config"];

  it("stay secret on every child that holds them", async () => {
    const registered = await fabric(pulumi.secret);
    expect(holding(registered, opened).sort()).toEqual(holders);
    expect(holding(registered, inClear)).toEqual([]);
  });

  it("are in clear if they are plain outputs, so that a preview shows them", async () => {
    expect(holding(await fabric(pulumi.output), inClear).sort()).toEqual(holders);
  });
});
