import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "./check.js";
import { fabricWith, foundWith, problemsWith } from "./testing/problems.js";

const at = "crossMeshPermissions.checkoutMayCharge";
const admin = { port: 9443, protocol: "HTTPS", hostname: "admin.payments.mesh", tls: { secretName: "admin" } };
const plainListener = { "meshGateways.edge.listeners.admin": admin };
const database = { "meshGateways.edge.listeners.db": { port: 5432, protocol: "TCP", crossMesh: true } };
const door = {
  "meshGateways.door": {
    mesh: "payments",
    listeners: { api: { port: 8443, protocol: "HTTPS", hostname: "door.mesh", crossMesh: true } },
  },
};

describe("a permission", () => {
  it("speaks of a crossMesh listener", () => {
    expect(problemsWith({ ...plainListener, [`${at}.listener`]: "api" })).toEqual([]);
    expect(problemsWith({ ...plainListener, [`${at}.listener`]: "admin" })).toEqual([
      {
        code: "permission.not-cross-mesh",
        path: `${at}.listener`,
        message: 'listener "admin" of gateway "edge" is not crossMesh, so no other mesh can call it',
        hint: "set crossMesh: true on the listener",
      },
    ]);
  });

  it("speaks of a gateway with one", () => {
    expect(
      problemsWith({ "meshGateways.door": { mesh: "shop", listeners: { admin } }, [`${at}.gateway`]: "door" }),
    ).toEqual([
      {
        code: "permission.not-cross-mesh",
        path: `${at}.gateway`,
        message: 'no listener of gateway "door" is crossMesh, so no other mesh can call it',
        hint: "set crossMesh: true on the listener",
      },
    ]);
  });

  it("does not speak of an egress gateway", () => {
    expect(
      problemsWith({ "meshGateways.exit": { mesh: "payments", role: "egress" }, [`${at}.gateway`]: "exit" }),
    ).toEqual([expect.objectContaining({ code: "permission.not-cross-mesh", hint: "name an ingress gateway" })]);
  });

  it("speaks of a listener that is there", () => {
    expect(problemsWith({ [`${at}.listener`]: "web" })).toEqual([
      {
        code: "reference.unknown",
        path: `${at}.listener`,
        message: 'gateway "edge" has no listener "web"',
        hint: "use one of api",
      },
    ]);
  });

  it("tells no requests apart where there are none", () => {
    expect(problemsWith({ ...database, [`${at}.listener`]: "api" })).toEqual([]);
    expect(problemsWith({ ...database, [`${at}.http`]: undefined })).toEqual([]);
    expect(problemsWith(database)).toEqual([
      {
        code: "permission.no-requests",
        path: `${at}.http`,
        message: 'listener "db" of gateway "edge" speaks TCP, which has no requests to tell apart',
        hint: "leave http out, or set listener to one of HTTP or HTTPS",
      },
    ]);
  });
});

describe("the Expose of a permission", () => {
  it("stands behind its gateway", () => {
    expect(problemsWith({ [`${at}.expose`]: "charges" })).toEqual([]);
    expect(problemsWith({ ...door, [`${at}.gateway`]: "door", [`${at}.expose`]: "charges" })).toEqual([
      {
        code: "permission.expose-elsewhere",
        path: `${at}.expose`,
        message: 'Expose "charges" does not stand behind gateway "door"',
        hint: 'set gateway to "edge", or name an Expose that stands there',
      },
    ]);
  });

  it("stands behind its listener", () => {
    const second = { "meshGateways.edge.listeners.admin": { ...admin, tls: undefined, crossMesh: true } };
    expect(problemsWith({ ...second, [`${at}.expose`]: "charges", [`${at}.listener`]: "api" })).toEqual([]);
    expect(problemsWith({ ...second, [`${at}.expose`]: "charges", [`${at}.listener`]: "admin" })).toEqual([
      {
        code: "permission.expose-elsewhere",
        path: `${at}.expose`,
        message: 'Expose "charges" does not stand behind listener "admin" of gateway "edge"',
        hint: 'set listener to "api", or name an Expose that stands there',
      },
    ]);
  });

  it("is not that of a VPC", () => {
    expect(
      foundWith({
        "vpcs.a": { cidrs: ["10.0.0.0/8"], target: { kind: "standalone" } },
        "exposes.offer": { vpc: "a" },
        [`${at}.expose`]: "offer",
      }),
    ).toEqual([`permission.expose-elsewhere at ${at}.expose`]);
  });

  it("is not blamed for a listener that it does not name", () => {
    expect(
      foundWith({
        "meshGateways.edge.listeners.admin": { ...admin, tls: undefined, crossMesh: true },
        "exposes.charges.listener": undefined,
        [`${at}.expose`]: "charges",
        [`${at}.listener`]: "api",
      }),
    ).toEqual(["expose.listener-ambiguous at exposes.charges.listener"]);
  });
});

describe("a permission by tags", () => {
  const tagged = {
    ...door,
    "meshGateways.edge.tags": { tier: "edge" },
    "meshGateways.door.tags": { tier: "edge" },
    [`${at}.gateway`]: undefined,
    [`${at}.gatewayTags`]: { tier: "edge" },
  };

  it("reaches every gateway that has them", () => {
    const { fabric } = checkFabric("test", fabricWith(tagged));
    const reached = fabric?.gateways.map(({ name, listeners }) => [name, listeners[0]?.permissions.length]);
    expect(reached).toEqual([
      ["door", 1],
      ["edge", 1],
    ]);
  });

  it("reaches no other", () => {
    const { fabric } = checkFabric("test", fabricWith({ ...tagged, "meshGateways.door.tags": { tier: "inner" } }));
    expect(fabric?.gateways.map(({ listeners }) => listeners[0]?.permissions.length)).toEqual([0, 1]);
  });

  it("names an Expose behind one of them", () => {
    expect(foundWith({ ...tagged, [`${at}.expose`]: "charges" })).toEqual([]);
    expect(
      problemsWith({ ...tagged, "meshGateways.edge.tags": { tier: "inner" }, [`${at}.expose`]: "charges" })[0]?.message,
    ).toBe('Expose "charges" does not stand behind a gateway with these tags');
  });
});
