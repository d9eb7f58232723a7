import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
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
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isSecret, revealed, secret } from "./secret.js";
import { type Registered, startEngine, type TestEngine } from "./testing/engine.js";
import { type PluginProcess, startPlugin } from "./testing/plugin-process.js";
import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";

type Properties = Record<string, unknown>;

let engine: TestEngine;
let plugin: PluginProcess;

async function startBoth(): Promise<void> {
  engine = await startEngine((resource) =>
    resource.type.startsWith("isthmus:") ? createCertificate(resource) : Promise.resolve(resource.inputs),
  );
  plugin = await startPlugin(engine.address);
}
function stopBoth(): void {
  plugin.stop();
  engine.stop();
}

beforeAll(startBoth, 60_000);
afterAll(() => stopBoth());
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

/** What the engine says beside the inputs. */
type Say = (request: ConstructRequest) => void;

async function construct(type: string, inputs: Properties, say: Say = () => undefined): Promise<Properties> {
  const request = new ConstructRequest();
  request.setProject("project");
  request.setStack("stack");
  request.setMonitorendpoint(engine.address);
  request.setType(`isthmus:index:${type}`);
  request.setName("shop");
  request.setInputs(struct(inputs));
  say(request);
  const response = await answer<ConstructResponse>((done) => plugin.client.construct(request, done));
  return response.getState()?.toJavaScript() as Properties;
}

/** Why a Fabric is refused. */
async function refusal(inputs: Properties): Promise<ServiceError> {
  const outcome: unknown = await construct("Fabric", inputs).catch((reason: unknown) => reason);
  if (outcome instanceof Error) return outcome as ServiceError;
  throw new Error("nothing was refused");
}

const fabric = shopAndPayments();
/** The gateway alone, under the name that `construct` gives. */
const alone = {
  ...fabric.meshGateways.edge,
  fabric: { meshes: fabric.meshes, exposes: { charges: { ...fabric.exposes.charges, gateway: "shop" } } },
};

/** A value without what is secret. */
function clear(value: unknown): unknown {
  if (isSecret(value)) return undefined;
  if (Array.isArray(value)) return value.map(clear);
  if (typeof value !== "object" || value === null) return value;
  return Object.values(value).map(clear);
}

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
    const error = await refusal(wrong);
    expect(error.details).toContain("clusters.east.nonsense");
    expect(error.details).toContain('no mesh is named "nowhere"');
    expect(error.details).toContain("routes.charge.from.mesh");
    expect(JSON.stringify([error, error.metadata.getMap(), engine.logs])).not.toContain("hunter2");
    expect(engine.registered.map(({ type }) => type)).toEqual(["isthmus:index:Fabric"]);
  });
});

describe("options of a Construct", () => {
  const anchor = "urn:pulumi:stack::project::kubernetes:core/v1:ConfigMap::anchor";
  const mine = "urn:pulumi:stack::project::pulumi:providers:kubernetes::mine";
  const given: Say = (request) => {
    request.getProvidersMap().set("kubernetes", `${mine}::its-id`);
    request.setProtect(true);
    request.setDependenciesList([anchor]);
    const spec = new Alias.Spec();
    spec.setName("former");
    request.setAliasesList([new Alias().setSpec(spec)]);
  };
  const providers = (): string[] =>
    engine.registered.filter(({ type }) => type.startsWith("kubernetes:")).map(({ provider }) => provider);

  test.each(["Fabric", "MeshGateway"])(
    "reach %s and what is below it",
    async (type) => {
      await construct(type, type === "Fabric" ? fabric : alone, given);
      const [component] = engine.registered;
      expect(component).toMatchObject({ aliases: ["former"], dependencies: [anchor] });
      expect(new Set(providers())).toEqual(new Set([`${mine}::its-id`]));
      expect(engine.registered.filter(({ protect }) => !protect)).toEqual([]);
    },
    60_000,
  );

  test("that are not there are on nothing", async () => {
    await construct("Fabric", fabric);
    expect(engine.registered[0]).toMatchObject({ aliases: [], dependencies: [] });
    expect(new Set(providers())).toEqual(new Set([""]));
    expect(engine.registered.filter(({ protect }) => protect)).toEqual([]);
  }, 60_000);
});

describe("outputs among the inputs of a Construct", () => {
  const { meshGateways } = fabric;
  const annotated = (token: unknown): Properties => ({
    ...fabric,
    meshGateways: { edge: { ...meshGateways.edge, service: { annotations: { "example.com/token": token } } } },
  });
  const place = 'meshGateways.edge.service.annotations["example.com/token"]';
  const annotations = (): unknown => {
    const service = engine.registered.find(({ name }) => name === "shop-edge-service");
    return (service?.inputs["metadata"] as Properties | undefined)?.["annotations"];
  };

  test("may be unknown in a preview", async () => {
    const unknown = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
    await construct("Fabric", annotated(unknown), (request) => request.setDryrun(true));
    expect(JSON.stringify(annotations())).toContain("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    expect(JSON.stringify(engine.registered)).not.toMatch(/later 0|other 0/);
  }, 60_000);

  test("stay secret if they are, wherever they are registered", async () => {
    await construct("Fabric", annotated(secretOutput("hunter2")));
    expect(revealed(annotations())).toEqual({ "example.com/token": "hunter2" });
    expect(JSON.stringify(engine.registered.map(({ inputs }) => clear(inputs)))).not.toContain("hunter2");
  }, 60_000);

  test("are in clear if they are not secret", async () => {
    await construct("Fabric", annotated({ ...secretOutput("in-clear"), secret: false }));
    expect(annotations()).toEqual({ "example.com/token": "in-clear" });
  }, 60_000);

  test("are refused with code, place and rule if they are plain and do not fit", async () => {
    const error = await refusal(annotated(7));
    expect(error.details).toContain(`7 is not a text\n  → at ${place} (schema.type)\n  → write a text`);
  });

  // Pulumi's server answers what is in flight with every late failure, so that one leaves nothing to the next test
  describe("and known only later", () => {
    afterEach(async () => {
      stopBoth();
      await startBoth();
    }, 60_000);

    test.each([
      ["an output", { ...secretOutput(77_001), secret: false }, "77001 is not a text"],
      ["a secret", secretOutput(77_001), "it is a secret, so it is not shown"],
    ])(
      "are refused the same: %s that does not fit",
      async (_, token, said) => {
        const error = await refusal(annotated(token));
        expect(error.details).toContain(`${said}\n  → at ${place} (schema.type)\n  → write a text`);
        const shown = JSON.stringify([error, error.metadata.getMap(), engine.logs]);
        expect(shown.includes("77001")).toBe(!said.includes("secret"));
      },
      60_000,
    );
  });

  test("are refused where they decide what exists", async () => {
    const error = await refusal({
      ...fabric,
      meshGateways: { edge: { ...meshGateways.edge, replicas: secretOutput(77_001) } },
    });
    expect(error.details).toContain("at meshGateways.edge.replicas (input.not-plain)");
    expect(error.details).toContain("pass a plain value");
    expect(JSON.stringify([error, engine.logs])).not.toContain("77001");
  });
});

test("a component that works alone is a Fabric of one", async () => {
  await construct("MeshGateway", alone);
  expect(engine.registered[0]).toMatchObject({ type: "isthmus:index:MeshGateway", name: "shop" });
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
