import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../sdk/src/fabric/check.js";
import { permissionFabrics, sentRequests } from "../../sdk/src/fabric/testing/permissions.js";
import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import { decide } from "../../sdk/src/reach/decide.js";
import type { KubeObject, Tree } from "../../sdk/src/targets/emitted.js";
import { targetRules } from "../../sdk/src/targets/availability.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { exposeAndConsume, kumaWith, withPartner } from "../../sdk/src/targets/kuma/v2/testing/expose-and-consume.js";
import { kumaFabrics } from "../../sdk/src/targets/kuma/v2/testing/fabrics.js";
import { kumaTwin } from "../../sdk/src/targets/kuma/v2/testing/kuma-twin.js";
import { DataPlanes } from "../kuma/data-planes.js";
import { emittedGateways } from "../kuma/emitted-gateway.js";
import { bootstrap, type RunningGateway, startGateway } from "../kuma/running-gateway.js";
import { call, type Identity, verdict } from "../wire/client.js";
import { forge } from "../wire/forge.js";
import { freePorts } from "../wire/free-ports.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";
import { Trust } from "../wire/material.js";
import { refusal } from "../wire/validate.js";
import { withEnvoy } from "../wire/with-envoy.js";

const minute = 60_000;

/** A gateway of Kuma's for the only listener of a Fabric. */
async function gatewayOf(spec: Record<string, unknown> | FabricSpec, planes: DataPlanes): Promise<RunningGateway> {
  const [emitted] = emittedGateways(planFabric("wire", spec));
  if (emitted === undefined) throw new Error("the Fabric has no gateway");
  const identity = await planes.identity("expose", ["edge-gateway_gateways_svc"]);
  return startGateway({ ...emitted, identity, authorities: planes.bundle() });
}

withEnvoy("a crossMesh listener of Kuma 2.14 with its MeshProxyPatch", () => {
  const planes = new DataPlanes();
  let gateway: RunningGateway;

  beforeAll(async () => {
    for (const mesh of ["expose", "consume", "third"]) await planes.authority(mesh);
    const [port = 0] = await freePorts(1);
    gateway = await gatewayOf(
      kumaWith({
        "meshGateways.edge-gateway.listeners.mesh.port": port,
        "routes.api.port": port,
        "meshes.third": { trustDomain: "third", target: exposeAndConsume().meshes.consume.target },
        "exposes.rest": { gateway: "edge-gateway", service: { name: "rest", namespace: "app", port: 80 } },
        crossMeshPermissions: {
          client: {
            gateway: "edge-gateway",
            expose: "api",
            from: [{ mesh: "consume", namespace: "web", service: "client" }],
            http: [{ method: "GET" }, { headers: [{ name: "x-role", exact: "writer" }] }],
          },
          jobs: { gateway: "edge-gateway", expose: "api", from: [{ mesh: "consume", namespace: "jobs" }] },
          third: { gateway: "edge-gateway", expose: "rest", from: [{ mesh: "third" }] },
          notAudited: {
            gateway: "edge-gateway",
            action: "deny",
            from: [{ mesh: "consume", namespace: "web", service: "audit" }],
          },
        },
      }),
      planes,
    );
  }, minute);
  afterAll(() => gateway?.stop());

  const ask = async (identity: Identity | undefined, target = "/api", more: object = {}) =>
    verdict(await call({ port: gateway.port, host: "expose.mesh", identity, target, ...more }));
  const of = (mesh: string, ...services: string[]): Promise<Identity> => planes.identity(mesh, services);

  it("lets in whom a permission names, and no other service, namespace or mesh", async () => {
    expect(await ask(await of("consume", "client_web_svc_80"))).toBe(200);
    expect(await ask(await of("consume", "client_web_svc"))).toBe(200);
    expect(await ask(await of("consume", "client2_web_svc_80"))).toBe(403);
    expect(await ask(await of("consume", "my-client_web_svc_80"))).toBe(403);
    expect(await ask(await of("consume", "client_web2_svc_80"))).toBe(403);
    expect(await ask(await of("consume", "client_web_svc_80x"))).toBe(403);
    expect(await ask(await of("third", "client_web_svc_80"))).toBe(403);
    expect(await ask(await of("expose", "client_web_svc_80"))).toBe(403);
    expect(await ask(undefined)).toBe("refused");
  });

  it("knows a namespace, and a mesh, as a whole", async () => {
    expect(await ask(await of("consume", "nightly_jobs_svc_80"))).toBe(200);
    expect(await ask(await of("consume", "nightly_jobs-2_svc_80"))).toBe(403);
    expect(await ask(await of("third", "any_where_svc"), "/else")).toBe(200);
    expect(await ask(await of("consume", "nightly_jobs_svc_80"), "/else")).toBe(403);
  });

  it("finds a service that is not the first of its pod, to let in and to keep out", async () => {
    expect(await ask(await of("consume", "a_web_svc_80", "client_web_svc_80"))).toBe(200);
    expect(await ask(await of("consume", "a_web_svc_80", "audit_web_svc_80", "client_web_svc_80"))).toBe(403);
    expect(await ask(await of("consume", "client_web_svc_80", "audit_web_svc_80"))).toBe(403);
  });

  it("lets in no certificate with the names of two meshes, in whatever order", async () => {
    const signer = await planes.authority("third");
    const [own, other] = ["spiffe://third/x_y_svc", "spiffe://consume/client_web_svc_80"];
    const tag = "kuma://kuma.io/service/x_y_svc";
    for (const uris of [
      [own, other, tag],
      [other, own, tag],
      [own, tag, other],
      [tag, other, tag],
    ])
      expect([uris, await ask(await forge(signer, { uris }))]).toEqual([uris, 403]);
  });

  it("asks for method, header and path, whole segments of it", async () => {
    const client = await of("consume", "client_web_svc_80");
    expect(await ask(client, "/api", { method: "POST" })).toBe(403);
    expect(await ask(client, "/api", { method: "POST", headers: { "x-role": "writer" } })).toBe(200);
    expect(await ask(client, "/api/deep?x=1")).toBe(200);
    expect(await ask(client, "/apix")).toBe(403);
    expect(await ask(client, "/api/../else")).toBe(403);
    expect(await ask(client, "//api")).toBe(200);
  });

  it("is closed under another name, and with the port in it is not", async () => {
    const client = await of("consume", "client_web_svc_80");
    expect(await ask(client, "/api", { host: "other.mesh" })).toBe(403);
    expect(await ask(client, "/api", { host: `expose.mesh:${gateway.port}`, serverName: "expose.mesh" })).toBe(200);
    expect(await ask(client, "/api", { host: "EXPOSE.mesh", serverName: "expose.mesh" })).toBe(200);
  });

  it(
    "lets nobody in who is signed by an authority of ours: its name constraint forbids Kuma's own names",
    async () => {
      const trust = new Trust();
      await trust.issue(planFabric("wire", exposeAndConsume()).certificates);
      const issuer = trust.issuer("consume");
      const [port = 0] = await freePorts(1);
      const [emitted] = emittedGateways(planFabric("wire", exposeAndConsume()));
      if (emitted === undefined) throw new Error("no gateway");
      const own = await startGateway({
        ...{ ...emitted, port, patches: [] },
        identity: await of("expose", "edge-gateway_gateways_svc"),
        authorities: trust.root("consume").certificate,
      });
      try {
        const spiffe = "spiffe://consume/client_web_svc_80";
        const asking = async (uris: string[]) =>
          verdict(await call({ port, host: "expose.mesh", identity: await forge(issuer, { uris }), target: "/api" }));
        expect(await asking([spiffe])).toBe(200);
        expect(await asking([spiffe, "kuma://kuma.io/service/client_web_svc_80"])).toBe("refused");
      } finally {
        await own.stop();
      }
    },
    minute,
  );
});

withEnvoy("every kind of permission on Kuma 2.14, the oracle and the wire", () => {
  it(
    "agree on random requests to random Fabrics, as they do on target standalone",
    async () => {
      const planes = new DataPlanes();
      for (const mesh of ["shop", "partner", "payments"]) await planes.authority(mesh);
      const identities = new Map<string, Identity>();
      const identityOf = async (mesh: string, service: string): Promise<Identity> => {
        const key = `${mesh}/${service}`;
        const known = identities.get(key) ?? (await planes.identity(mesh, [service]));
        identities.set(key, known);
        return known;
      };
      const counts = { permitted: 0, refused: 0 };
      const requests = fc.array(sentRequests, { minLength: 60, maxLength: 60 });
      const signers = [{ issuer: "https://one.example", jwks: '{"keys":[]}' }];
      const agree = fc.asyncProperty(permissionFabrics(signers), requests, async (drawn, sent) => {
        const [port = 0] = await freePorts(1);
        const { kuma, standalone } = kumaTwin(drawn, port);
        const { fabric } = checkFabric("twin", standalone);
        if (fabric === undefined) throw new Error("the twin does not hold");
        const gateway = await gatewayOf(kuma, planes);
        try {
          for (const { mesh, namespace, serviceAccount, method, path, query, headers } of sent) {
            const service = serviceAccount.replace(".", "-");
            const outcome = await call({
              ...{ port, host: "payments.mesh", method, headers },
              identity: await identityOf(mesh, `${service}_${namespace}_svc_80`),
              target: query === "" ? path : `${path}?${query}`,
            });
            const byName: Record<string, string[]> = {};
            for (const [name, value] of headers) (byName[name.toLowerCase()] ??= []).push(value);
            const oracle = decide(fabric, {
              ...{ gateway: "edge", port, hostname: "payments.mesh", method, path, query, headers: byName },
              caller: { trustDomain: mesh, namespace, serviceAccount: service },
            });
            const reached = outcome.status === 200 ? outcome.body.split("_")[0] : undefined;
            expect({ mesh, service, namespace, method, path, query, headers, reached }).toEqual(
              expect.objectContaining({ reached: oracle?.expose.service.name }),
            );
            counts[oracle === undefined ? "refused" : "permitted"] += 1;
          }
        } finally {
          await gateway.stop();
        }
      });
      await fc.assert(agree, { numRuns: 12, endOnFailure: true });
      expect(counts.permitted).toBeGreaterThan(0);
      expect(counts.refused).toBeGreaterThan(0);
    },
    4 * minute,
  );

  it(
    "are taken by Envoy, whatever they are",
    async () => {
      const planes = new DataPlanes();
      const identity = await planes.identity("expose", ["edge_gateways_svc"]);
      const signers = [{ issuer: "https://one.example", jwks: '{"keys":[]}' }];
      const drawn = fc.sample(permissionFabrics(signers), 40);
      const gateways = drawn.flatMap((spec, index) =>
        emittedGateways(planFabric("drawn", kumaTwin(spec, 10_000 + index).kuma)),
      );
      const closed = emittedGateways(planFabric("closed", kumaWith({ crossMeshPermissions: {} })));
      const configs = [...gateways, ...closed].map((emitted) => ({
        ...emitted,
        identity,
        authorities: identity.certificate,
      }));
      expect(configs.length).toBe(41);
      expect(await refusal(bootstrap(configs, 9901))).toBeUndefined();
    },
    minute,
  );
});

/** The one object of a kind in a plan, with another value at a path of its spec. */
async function changed(kind: string, path: (string | number)[], value: unknown): Promise<KubeObject> {
  const objects = await settled(planFabric("changed", withPartner()));
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`the plan has no ${kind}`);
  const copy = structuredClone(found);
  let place = copy["spec"] as Record<string | number, Tree>;
  for (const key of path.slice(0, -1)) place = (place[key] ??= {}) as Record<string | number, Tree>;
  const last = path.at(-1) ?? "";
  if (value === undefined) Reflect.deleteProperty(place, last);
  else place[last] = value as Tree;
  return copy;
}

const filters = ["to", 0, "rules", 0, "default", "filters"];
const setting = (names: string[]) => [
  { type: "RequestHeaderModifier", requestHeaderModifier: { set: names.map((name) => ({ name, value: "" })) } },
];
const many = Array.from({ length: 17 }, (_, index) => `x-${index}`);

/** What the CRDs refuse, and the problem that comes before it, where a Fabric can ask for it. */
const refused: Record<
  string,
  { object: Promise<KubeObject>; words: RegExp; input?: Record<string, unknown>; code?: string }
> = {
  "a header in upper case": {
    object: changed("MeshHTTPRoute", filters, setting(["X-A"])),
    words: /should match/,
  },
  "more than 16 headers in a list": {
    object: changed("MeshHTTPRoute", filters, setting(many)),
    words: /must have at most 16 items/,
    input: { "exposes.api.requestHeaders": { set: Object.fromEntries(many.map((name) => [name, ""])) } },
    code: "kuma.too-many-headers",
  },
  "a route without a match": {
    object: changed("MeshHTTPRoute", ["to", 0, "rules", 0, "matches"], []),
    words: /should have at least 1 items/,
  },
  "an unknown kind of target": {
    object: changed("MeshProxyPatch", ["targetRef", "kind"], "MeshGate"),
    words: /Unsupported value/,
  },
  "a field that 3.0 alone has": {
    object: changed("MeshExternalService", ["tls", "verification", "caCert"], { type: "Secret" }),
    words: /field not declared in schema/,
  },
  "no pods": {
    object: changed("MeshGatewayInstance", ["replicas"], 0),
    words: /should be greater than or equal to 1/,
    input: { "meshGateways.edge-gateway.replicas": 0 },
    code: "schema.range",
  },
  "a port that is none": {
    object: changed("MeshExternalService", ["match", "port"], 65536),
    words: /should be less than or equal to 65535/,
    input: { "routes.charge.port": 65536 },
    code: "schema.range",
  },
};

withApiServer("an API server with the CRDs of Kuma 2.14", ["kuma-2.14"], (server) => {
  it(
    "takes the example, and what leaves Kuma",
    async () => {
      const objects = [
        ...(await settled(planFabric("one", exposeAndConsume()))),
        ...(await settled(planFabric("two", withPartner()))),
      ];
      expect(refusals(await accepts(server(), objects))).toEqual([]);
    },
    minute,
  );

  it(
    "takes what is made of random Fabrics",
    async () => {
      const fabrics = fc.sample(kumaFabrics(), 30);
      const objects = (await Promise.all(fabrics.map((fabric) => settled(planFabric("drawn", fabric))))).flat();
      const kinds = new Set(objects.map(({ kind }) => kind));
      expect([...kinds]).toEqual(
        expect.arrayContaining([
          ...["Mesh", "MeshGateway", "MeshGatewayInstance", "MeshHTTPRoute", "MeshTrafficPermission", "MeshProxyPatch"],
          ...["MeshExternalService", "HostnameGenerator", "MeshTimeout", "MeshRetry", "Secret"],
        ]),
      );
      expect(refusals(await accepts(server(), objects))).toEqual([]);
    },
    3 * minute,
  );

  it.each(Object.entries(refused))(
    "refuses %s, and where a Fabric can ask for it a problem comes first",
    async (_, { object, words, input, code }) => {
      const [answer] = await accepts(server(), [await object]);
      expect(answer?.refusal).toMatch(words);
      if (input === undefined) return;
      const { problems = [] } = checkFabric("first", withPartner(input), targetRules);
      expect(problems.map((problem) => problem.code)).toContain(code);
    },
    minute,
  );
});
