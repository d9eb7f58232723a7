import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../fabric/check.js";
import { decide } from "../../reach/decide.js";
import type { CrossMeshPermissionSpec } from "../../model/cross-mesh-permission.js";
import type { FabricSpec } from "../../model/fabric.js";
import type { PathMatch } from "../../model/http-match.js";
import { targetRules } from "../availability.js";
import { ofKind, settledObjects } from "../testing/planned.js";
import { containerPortOf } from "../crossing/container-ports.js";
import { isAllowed, type Policy } from "./testing/policies.js";

const paths: (PathMatch | undefined)[] = [
  undefined,
  { prefix: "/" },
  { prefix: "/a" },
  { prefix: "/a/b" },
  { exact: "/a" },
  { exact: "/a/" },
  { exact: "/c" },
];
const requestPaths = ["/", "/a", "/a/", "/ab", "/a/b", "/a/b/c", "/a/bc", "/c", "/c/"];

const header = fc.constantFrom<{ exact?: string; present?: boolean }>(
  { exact: "x" },
  { exact: "x,y" },
  { present: true },
  { present: false },
);

const permission: fc.Arbitrary<CrossMeshPermissionSpec> = fc
  .record({
    action: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
    expose: fc.constantFrom(undefined, undefined, "e0"),
    listener: fc.constantFrom(undefined, "api", "admin"),
    from: fc.array(
      fc.record({
        mesh: fc.constantFrom("shop", "partner", "*"),
        depth: fc.nat({ max: 2 }),
        namespace: fc.constantFrom("web", "web-2"),
        serviceAccount: fc.constantFrom("checkout", "check"),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    http: fc.array(
      fc.record({
        method: fc.constantFrom(undefined, "GET", "POST"),
        path: fc.constantFrom(...paths),
        header: fc.option(header, { nil: undefined, freq: 2 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ action, expose, listener, from, http }) => ({
    gateway: "edge",
    action,
    ...(expose === undefined ? { ...(listener !== undefined && { listener }) } : { expose, listener: "api" }),
    from: from.map(({ mesh, depth, namespace, serviceAccount }) => ({
      mesh,
      ...(depth > 0 && { namespace }),
      ...(depth > 1 && { serviceAccount }),
    })),
    http: http.map(({ method, path, header: asked }) => ({
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(asked !== undefined &&
        (action === "allow" || asked.present !== undefined) && { headers: [{ name: "X-One", ...asked }] }),
    })),
  }));

const fabrics = fc
  .record({
    exposed: fc.uniqueArray(fc.constantFrom(...paths.slice(1)), { minLength: 1, maxLength: 4 }),
    permissions: fc.array(permission, { maxLength: 5 }),
  })
  .map(({ exposed, permissions }): FabricSpec => ({
    meshes: {
      own: { trustDomain: "own.mesh", target: { kind: "istio" } },
      shop: { trustDomain: "shop.mesh", target: { kind: "standalone" } },
      partner: { trustDomain: "partner.mesh", target: { kind: "standalone" } },
    },
    meshGateways: {
      edge: {
        mesh: "own",
        listeners: {
          api: { port: 443, protocol: "HTTPS", crossMesh: true, hostname: "api.own" },
          admin: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "api.own" },
        },
      },
    },
    exposes: Object.fromEntries([
      ...exposed.map((path, index) => [
        `e${index}`,
        { gateway: "edge", listener: "api", path, service: { name: `s${index}`, namespace: "b", port: 80 } },
      ]),
      ["admin", { gateway: "edge", listener: "admin", service: { name: "admin", namespace: "b", port: 80 } }],
    ]) as NonNullable<FabricSpec["exposes"]>,
    crossMeshPermissions: Object.fromEntries(permissions.map((one, index) => [`p${index}`, one])),
  }));

const requests = fc.record({
  trustDomain: fc.constantFrom("shop.mesh", "partner.mesh", "own.mesh", "shop.mesh.evil"),
  namespace: fc.constantFrom("web", "web-2", "web-22"),
  serviceAccount: fc.constantFrom("checkout", "check"),
  port: fc.constantFrom(443, 8443),
  hostname: fc.constantFrom("api.own", "other.own"),
  method: fc.constantFrom("GET", "POST"),
  path: fc.constantFrom(...requestPaths),
  header: fc.constantFrom(undefined, "x", "y", "x,y"),
});

describe("the policies of an ingress gateway", () => {
  it("let in exactly the requests that a permission lets in", () => {
    let allowed = 0;
    fc.assert(
      fc.property(fabrics, fc.array(requests, { minLength: 20, maxLength: 20 }), (spec, asked) => {
        const { fabric, problems } = checkFabric("any", spec, targetRules);
        fc.pre(problems === undefined);
        if (fabric === undefined) return;
        const policies = ofKind(settledObjects(spec), "AuthorizationPolicy").map(
          ({ object }) => object.spec as unknown as Policy,
        );
        for (const { trustDomain, namespace, serviceAccount, hostname, port, header: value, ...request } of asked) {
          const expected = decide(fabric, {
            ...request,
            gateway: "edge",
            port,
            hostname,
            caller: { trustDomain, namespace, serviceAccount },
            headers: value === undefined ? {} : { "x-one": [value] },
          });
          const isRouted = expected !== undefined || hasExpose(spec, port, hostname, request.path);
          const verdict = isAllowed(policies, {
            ...request,
            principal: `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
            port: containerPortOf(port),
            host: hostname,
            headers: value === undefined ? {} : { "x-one": value },
          });
          if (expected !== undefined) allowed += 1;
          // what no Expose takes is not there, whatever policy says
          if (isRouted)
            expect([spec, request, value, port, verdict]).toEqual([spec, request, value, port, expected !== undefined]);
          else if (hostname !== "api.own") expect(verdict).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
    expect(allowed).toBeGreaterThan(50);
  });

  it("let in nobody without a permission", () => {
    fc.assert(
      fc.property(
        fabrics,
        requests,
        (spec, { trustDomain, namespace, serviceAccount, port, hostname, method, path }) => {
          const closed = settledObjects({ ...spec, crossMeshPermissions: {} });
          const policies = ofKind(closed, "AuthorizationPolicy").map(({ object }) => object.spec as unknown as Policy);
          expect(policies).toHaveLength(1);
          expect(
            isAllowed(policies, {
              principal: `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
              port: containerPortOf(port),
              host: hostname,
              method,
              path,
              headers: {},
            }),
          ).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});

function hasExpose({ exposes = {} }: FabricSpec, port: number, hostname: string, path: string): boolean {
  if (hostname !== "api.own") return false;
  if (port === 8443) return true;
  return Object.values(exposes).some(({ listener, path: match = {} }) => {
    if (listener !== "api") return false;
    if (match.exact !== undefined) return match.exact === path;
    const { prefix = "/" } = match;
    return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
  });
}
