import { describe, expect, it } from "@jest/globals";
import { problemsOf, problemsWith } from "./testing/problems.js";

describe("a value that does not fit", () => {
  it("of a trust domain is told with the rule", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": "SHOP" })).toEqual([
      {
        code: "schema.rule",
        path: "meshes.shop.trustDomain",
        message:
          '"SHOP" does not fit: a trust domain is 1-255 lower-case letters, digits, dots, dashes and underscores',
        hint: "write one such as shop.acme.internal",
      },
    ]);
  });

  it("of a prefix is told with the rule", () => {
    expect(problemsWith({ "exposes.charges.path": { prefix: "/a/" } })).toEqual([
      {
        code: "schema.rule",
        path: "exposes.charges.path.prefix",
        message: '"/a/" does not fit: a prefix takes whole segments',
        hint: "write it without the trailing /",
      },
    ]);
  });

  it("of a port is told with its range", () => {
    expect(problemsWith({ "meshGateways.edge.listeners.api.port": 70000 })).toEqual([
      {
        code: "schema.range",
        path: "meshGateways.edge.listeners.api.port",
        message: "70000 does not fit: a port is 1-65535",
        hint: "choose one of them",
      },
    ]);
  });

  it("of a number without words of its own is told with its limit", () => {
    expect(problemsWith({ "meshGateways.edge.replicas": 101 })).toEqual([
      {
        code: "schema.range",
        path: "meshGateways.edge.replicas",
        message: "101 does not fit: must be at most 100",
        hint: "write less",
      },
    ]);
  });

  it("of a list or a text is told with its limit in entries or characters", () => {
    expect(problemsWith({ "routes.charge.failover": [] })[0]?.message).toBe("must have at least 1 entry");
    expect(problemsWith({ "exposes.charges.path": { regex: "a".repeat(1025) } })[0]?.message).toMatch(
      /does not fit: must have at most 1024 characters$/,
    );
  });

  it("of a choice is told with the choices, and the one that is near", () => {
    expect(problemsWith({ "meshGateways.edge.listeners.api.protocol": "https" })).toEqual([
      {
        code: "schema.choice",
        path: "meshGateways.edge.listeners.api.protocol",
        message: '"https" is none of "HTTP", "HTTPS", "TLS", "TCP"',
        hint: 'did you mean "HTTPS"?',
      },
    ]);
  });

  it("of another type is told with the type", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": { of: "shop" } })).toEqual([
      {
        code: "schema.type",
        path: "meshes.shop.trustDomain",
        message: "an object is not a text",
        hint: "write a text",
      },
    ]);
  });
});

describe("a field", () => {
  it("that is missing is named", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": undefined })).toEqual([
      {
        code: "schema.missing",
        path: "meshes.shop.trustDomain",
        message: "trustDomain is missing",
        hint: "add it: a text",
      },
    ]);
  });

  it("that is missing and has choices is told with them", () => {
    expect(problemsWith({ "meshes.shop.target": {} })).toEqual([
      expect.objectContaining({
        code: "schema.missing",
        message: "kind is missing",
        hint: "add it: one of standalone, kuma, istio, gloo-mesh, gateway-api",
      }),
    ]);
  });

  it("that is missing is named on one line whatever it is called", () => {
    const [problem] = problemsWith({
      "routes.charge.from.namespace": "web",
      "routes.charge.from.labels": { "a\nb": undefined },
    });
    expect(problem?.message).not.toContain("\n");
  });

  it("that is missing in a list is counted", () => {
    expect(problemsWith({ "routes.charge.failover": ["charges", undefined] })[0]?.message).toBe("entry 1 is missing");
  });

  it("that nobody knows is told with the one that is near", () => {
    expect(problemsWith({ "meshes.shop.clustr": "east" })).toEqual([
      {
        code: "schema.unknown-field",
        path: "meshes.shop.clustr",
        message: 'there is no field "clustr"',
        hint: 'did you mean "cluster"?',
      },
    ]);
  });

  it("that nobody knows is told with all there are", () => {
    expect(problemsWith({ "exposes.charges.service.colour": "red" })).toEqual([
      expect.objectContaining({ hint: "remove it, or use one of name, namespace, port, protocol, selector" }),
    ]);
  });

  it("of the Fabric that nobody knows is told like any other", () => {
    expect(problemsWith({ mesh: {} })).toEqual([
      expect.objectContaining({ code: "schema.unknown-field", path: "mesh", hint: 'did you mean "meshes"?' }),
    ]);
  });
});

describe("a name that does not fit", () => {
  it("is told with the rule", () => {
    expect(problemsOf({ clusters: { "2nd": {} } })).toEqual([
      {
        code: "schema.name",
        path: 'clusters["2nd"]',
        message: '"2nd" does not fit: a name is 1-40 letters, digits and inner dashes, starting with a letter',
        hint: "choose one such as checkout",
      },
    ]);
  });
});

describe("a listener", () => {
  it("of HTTPS needs a hostname", () => {
    expect(problemsWith({ "meshGateways.edge.listeners.api.hostname": undefined })).toEqual([
      {
        code: "schema.rule",
        path: "meshGateways.edge.listeners.api.hostname",
        message: "HTTPS and TLS listeners are chosen by server name",
        hint: "add a hostname",
      },
    ]);
  });

  it("of HTTP needs none", () => {
    expect(
      problemsWith({
        "meshGateways.edge.listeners.api.hostname": undefined,
        "meshGateways.edge.listeners.api.protocol": "HTTP",
        "meshGateways.edge.listeners.api.crossMesh": undefined,
        crossMeshPermissions: undefined,
        routes: undefined,
      }),
    ).toEqual([]);
  });
});

describe("what a message shows of a value", () => {
  const pem = `-----BEGIN PRIVATE KEY-----\n${"c2VjcmV0".repeat(8)}\n-----END PRIVATE KEY-----\n`;

  it("is never a text of lines, which may be a key", () => {
    const [problem] = problemsOf({
      externalGateways: {
        partner: { addresses: ["192.0.2.7"], identity: { spiffeId: "spiffe://a/b", bundle: pem } },
      },
    });
    expect(problem?.message).toBe("a text of 3 lines does not fit: must be certificates");
  });

  it("is cut to a line", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": "A".repeat(500) })[0]?.message).toContain(
      `"${"A".repeat(77)}..."`,
    );
  });

  it("is never what a terminal would obey", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": "\u001b[2J" })[0]?.message).toContain('"\\u001b[2J"');
  });
});
