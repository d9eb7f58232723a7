import { describe, expect, it } from "@jest/globals";
import { problemsOf } from "./testing/problems.js";

const mesh = { trustDomain: "shop.acme.internal", target: { kind: "standalone" } };
const foundIn = (listeners: Record<string, object>): string[] =>
  problemsOf({ meshes: { shop: mesh }, meshGateways: { edge: { mesh: "shop", listeners } } }).map(
    ({ code, path }) => `${code} at ${path.replace("meshGateways.edge.listeners.", "")}`,
  );

const hostname = "api.example";
const https = { port: 443, protocol: "HTTPS", hostname };
const tls = { port: 443, protocol: "TLS", hostname };
const http = { port: 80, protocol: "HTTP" };
const tcp = { port: 5432, protocol: "TCP" };
const secret = { tls: { secretName: "api" } };
const passthrough = { tls: { mode: "passthrough" } };
const crossMesh = { crossMesh: true };

/** What each rule refuses, beside the nearest thing that it takes. */
const rules: Record<string, { taken: object[]; refused: object; found: string }> = {
  "other meshes in the clear": {
    taken: [{ ...https, ...crossMesh }, { ...tls, ...crossMesh }, { ...tcp, ...crossMesh }, http],
    refused: { ...http, ...crossMesh },
    found: "gateway.listener.cross-mesh-plain at a.protocol",
  },
  "a certificate for other meshes": {
    taken: [{ ...https, ...secret }],
    refused: { ...https, ...crossMesh, ...secret },
    found: "gateway.listener.cross-mesh-tls at a.tls",
  },
  "other meshes behind TLS that is passed through": {
    taken: [{ ...tls, ...passthrough }],
    refused: { ...tls, ...crossMesh, ...passthrough },
    found: "gateway.listener.cross-mesh-tls at a.tls",
  },
  "other meshes by address": {
    taken: [{ ...http, sourceRanges: ["10.0.0.0/8"] }],
    refused: { ...https, ...crossMesh, sourceRanges: ["10.0.0.0/8"] },
    found: "gateway.listener.cross-mesh-ranges at a.sourceRanges",
  },
  "TLS on a port without": {
    taken: [http, tcp],
    refused: { ...tcp, ...secret },
    found: "gateway.listener.no-tls at a.tls",
  },
  "HTTPS without a certificate": {
    taken: [{ ...https, ...secret }],
    refused: https,
    found: "gateway.listener.no-secret at a.tls.secretName",
  },
  "TLS that ends without a certificate": {
    taken: [
      { ...tls, ...secret },
      { ...tls, ...passthrough },
    ],
    refused: { ...tls, tls: { mode: "terminate" } },
    found: "gateway.listener.no-secret at a.tls.secretName",
  },
  "HTTPS that is passed through": {
    taken: [{ ...https, tls: { mode: "terminate", secretName: "api" } }],
    refused: { ...https, ...passthrough },
    found: "gateway.listener.https-passthrough at a.tls.mode",
  },
  "a certificate where TLS is passed through": {
    taken: [{ ...tls, ...passthrough }],
    refused: { ...tls, tls: { mode: "passthrough", secretName: "api" } },
    found: "gateway.listener.passthrough-secret at a.tls.secretName",
  },
  "a limit of requests where there are none": {
    taken: [
      { ...http, rateLimit: { requests: 5 } },
      { ...tcp, maxConnections: 5 },
    ],
    refused: { ...tcp, rateLimit: { requests: 5 } },
    found: "gateway.listener.no-requests at a.rateLimit",
  },
};

describe.each(Object.entries(rules))("a listener and %s", (_name, { taken, refused, found }) => {
  it("is refused, and says where", () => {
    expect(foundIn({ a: refused })).toEqual([found]);
  });

  it.each(taken)("is taken next to it: %j", (listener) => {
    expect(foundIn({ a: listener })).toEqual([]);
  });
});

describe("plain listeners of one port", () => {
  const other = { ...http, hostname: "other.example" };

  it.each([{ sourceRanges: ["10.0.0.0/8"] }, { maxConnections: 5 }])("differ in nothing like %j", (field) => {
    expect(foundIn({ a: http, b: { ...other, ...field } })).toEqual([
      `gateway.listener.server-differs at b.${Object.keys(field)[0]}`,
    ]);
    expect(foundIn({ a: { ...http, ...field }, b: { ...other, ...field } })).toEqual([]);
    expect(foundIn({ a: http, b: { ...other, port: 8080, ...field } })).toEqual([]);
  });
});
