import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { ServiceError } from "@grpc/grpc-js";
import {
  CheckRequest,
  type CheckResponse,
  ConstructRequest,
  type ConstructResponse,
  CreateRequest,
  type CreateResponse,
  DiffRequest,
  DiffResponse,
  GetSchemaRequest,
  type GetSchemaResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isSecret, revealed, secret } from "./secret.js";
import { type Registered, startEngine, type TestEngine } from "./testing/engine.js";
import { type PluginProcess, startPlugin } from "./testing/plugin-process.js";
import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";

type Properties = Record<string, unknown>;

let engine: TestEngine;
let plugin: PluginProcess;

beforeAll(async () => {
  engine = await startEngine((resource) =>
    resource.type.startsWith("isthmus:") ? createCertificate(resource) : Promise.resolve(resource.inputs),
  );
  plugin = await startPlugin(engine.address);
}, 60_000);
afterAll(() => {
  plugin.stop();
  engine.stop();
});
beforeEach(() => {
  engine.registered.length = 0;
  engine.logs.length = 0;
});

/** A secret as the engine sends it into a Construct (sdk/nodejs/runtime/rpc.ts, `specialOutputValueSig`). */
const secretOutput = (value: unknown): Properties => ({
  "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  value,
  secret: true,
});

const struct = (properties: Properties): Struct =>
  Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
const answer = <T>(call: (callback: (error: ServiceError | null, response: T) => void) => unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });

async function createCertificate({ urn, inputs }: Pick<Registered, "urn" | "inputs">): Promise<Properties> {
  const request = new CreateRequest();
  request.setUrn(urn);
  request.setProperties(struct(inputs));
  const response = await answer<CreateResponse>((done) => plugin.client.create(request, done));
  return response.getProperties()?.toJavaScript() as Properties;
}

async function construct(type: string, inputs: Properties): Promise<Properties> {
  const request = new ConstructRequest();
  request.setProject("project");
  request.setStack("stack");
  request.setMonitorendpoint(engine.address);
  request.setType(`isthmus:index:${type}`);
  request.setName("shop");
  request.setInputs(struct(inputs));
  const response = await answer<ConstructResponse>((done) => plugin.client.construct(request, done));
  return response.getState()?.toJavaScript() as Properties;
}

const fabric = shopAndPayments();

test("the plugin says its schema at once", async () => {
  const response = await answer<GetSchemaResponse>((done) => plugin.client.getSchema(new GetSchemaRequest(), done));
  expect(JSON.parse(response.getSchema())).toMatchObject({ name: "isthmus", version: "0.1.0" });
});

describe("constructing a Fabric", () => {
  test("registers its objects below it, certificates as resources of the plugin, and says who may reach what", async () => {
    const state = await construct("Fabric", fabric);
    const types = engine.registered.map(({ type }) => type);
    expect(types[0]).toBe("isthmus:index:Fabric");
    for (const type of ["MeshRoot", "MeshIssuer", "GatewayCertificate"])
      expect(types).toContain(`isthmus:index:${type}`);
    expect(types).toContain("kubernetes:apps/v1:Deployment");
    expect(types.filter((type) => type.startsWith("pulumi-nodejs:"))).toEqual([]);
    expect(engine.registered.slice(1).every(({ parent }) => parent !== "")).toBe(true);
    expect(Object.keys(state["connectivity"] as object)).not.toEqual([]);
  }, 30_000);

  test("marks as a secret whatever holds a key", async () => {
    await construct("Fabric", fabric);
    const clear = (value: unknown): unknown => {
      if (isSecret(value)) return undefined;
      if (Array.isArray(value)) return value.map(clear);
      if (typeof value !== "object" || value === null) return value;
      return Object.values(value).map(clear);
    };
    const inputs = engine.registered.map((registered) => registered.inputs);
    expect(JSON.stringify(revealed(inputs))).toContain("PRIVATE KEY");
    expect(JSON.stringify(inputs.map(clear))).not.toContain("PRIVATE KEY");
  }, 30_000);

  test("is refused with every problem and its place, without registering a child or showing a secret", async () => {
    const wrong = {
      ...fabric,
      clusters: { east: { kubeconfig: secretOutput("hunter2"), nonsense: 1 } },
      routes: { charge: { from: { mesh: "nowhere" }, to: { expose: "charges" }, hostname: "payments.mesh" } },
    };
    const error = (await construct("Fabric", wrong).catch((reason: unknown) => reason)) as ServiceError;
    expect(error.details).toContain("clusters.east.nonsense");
    expect(error.details).toContain('no mesh is named "nowhere"');
    expect(error.details).toContain("routes.charge.from.mesh");
    expect(JSON.stringify([error, error.metadata.getMap(), engine.logs])).not.toContain("hunter2");
    expect(engine.registered.map(({ type }) => type)).toEqual(["isthmus:index:Fabric"]);
  });
});

test("a component that works alone is a Fabric of one", async () => {
  const { meshes, meshGateways, exposes, crossMeshPermissions } = fabric;
  const given = {
    ...meshGateways.edge,
    fabric: { meshes, exposes: { charges: { ...exposes.charges, gateway: "shop" } } },
  };
  await construct("MeshGateway", given);
  expect(engine.registered[0]).toMatchObject({ type: "isthmus:index:MeshGateway", name: "shop" });
  expect(crossMeshPermissions).toBeDefined();
}, 30_000);

test("an unknown component is refused by name", async () => {
  await expect(construct("Teapot", {})).rejects.toThrow("the plugin isthmus has no component isthmus:index:Teapot");
});

describe("a certificate", () => {
  const urn = "urn:pulumi:stack::project::isthmus:index:Fabric$isthmus:index:MeshRoot::root";
  const inputs = { trustDomain: "acme.internal" };

  test("comes with its key as a secret, under the kind that its type says", async () => {
    const outs = await createCertificate({ urn, inputs });
    expect(outs).toMatchObject({ kind: "root", trustDomain: "acme.internal" });
    expect(isSecret(outs["privateKey"])).toBe(true);
    expect(outs["certificate"]).toContain("BEGIN CERTIFICATE");
  });

  test("gives back as a secret what it got as one", async () => {
    const outs = await createCertificate({ urn, inputs: { trustDomain: secret("acme.internal") } });
    expect(outs["trustDomain"]).toEqual(secret("acme.internal"));
  });

  test("shows no difference to itself, and a replacement for another identity", async () => {
    const request = new DiffRequest();
    request.setUrn(urn);
    request.setOlds(struct(await createCertificate({ urn, inputs })));
    const diff = (news: Properties) => {
      request.setNews(struct(news));
      return answer<DiffResponse>((done) => plugin.client.diff(request, done));
    };
    expect((await diff(inputs)).getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);
    expect((await diff({ trustDomain: secret("acme.internal") })).getChanges()).toBe(
      DiffResponse.DiffChanges.DIFF_NONE,
    );
    expect((await diff({ trustDomain: "other.internal" })).getReplacesList()).toEqual(["trustDomain"]);
  });

  test("is checked, secrets and all, without showing one", async () => {
    const request = new CheckRequest();
    request.setUrn("urn:pulumi:stack::project::isthmus:index:MeshIssuer::issuer");
    request.setOlds(struct({}));
    const news = { ...inputs, rootCertificate: "x", rootKey: secret("hunter2") };
    request.setNews(struct(news));
    const response = await answer<CheckResponse>((done) => plugin.client.check(request, done));
    expect(response.getInputs()?.toJavaScript()).toEqual(news);
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    expect(failures).toHaveLength(2);
    expect(JSON.stringify(failures)).not.toContain("hunter2");
  });
});
