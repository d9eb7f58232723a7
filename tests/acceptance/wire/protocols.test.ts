import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { status } from "@grpc/grpc-js";
import { once } from "node:events";
import { connect, createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { GrpcBackend, GrpcClient } from "../../wire/grpc.js";
import { routesFabric, RoutesScene } from "../../wire/routes-scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const service = (name: string, protocol: "GRPC" | "HTTP2" | "WebSocket") => ({
  service: { name, namespace: "pay", port: 8080, protocol },
});

/** Charges are gRPC, the canary takes WebSockets, and the backup is HTTP/2. */
const fabric = () =>
  routesFabric(
    {
      grpc: { to: { expose: "charges" } },
      hastygrpc: { to: { expose: "charges" }, timeout: "0.5s" },
      chat: { to: { expose: "canary" } },
      quiet: { to: { expose: "backup" } },
    },
    {
      charges: service("charges", "GRPC"),
      canary: service("chat", "WebSocket"),
      backup: service("h2", "HTTP2"),
    },
  );

withEnvoy("other protocols than HTTP/1.1", () => {
  const scene = new RoutesScene();
  const grpc = new GrpcBackend();
  let sockets: WebSocketServer;
  let http2: Http2Server;

  beforeAll(async () => {
    sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    sockets.on("connection", (socket, { headers }) => {
      socket.send(String(headers["x-forwarded-client-cert"]));
      socket.on("message", (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
    });
    http2 = createServer((request, response) => {
      response.end(JSON.stringify({ version: request.httpVersion, authority: request.authority }));
    });
    http2.listen(0, "127.0.0.1");
    await once(http2, "listening");
    const at = (name: string): string => `${name}.pay.svc.cluster.local`;
    scene.impostors.set(at("charges"), await grpc.start());
    scene.impostors.set(at("chat"), (sockets.address() as AddressInfo).port);
    scene.impostors.set(at("h2"), (http2.address() as AddressInfo).port);
    await scene.start(fabric());
  }, 120_000);
  afterAll(async () => {
    await scene.stop();
    grpc.stop();
    sockets.close();
    http2.close();
  });

  describe("gRPC", () => {
    let client: GrpcClient;
    let hasty: GrpcClient;
    beforeAll(() => {
      client = new GrpcClient(scene.consumerPort("grpc.mesh"), "grpc.mesh");
      hasty = new GrpcClient(scene.consumerPort("hastygrpc.mesh"), "hastygrpc.mesh");
    });
    afterAll(() => {
      client.close();
      hasty.close();
    });

    it("carries a call, its status and its trailers", async () => {
      const answer = await client.echo("hello");
      expect(answer).toMatchObject({ code: status.OK, trailers: { "x-trailer": "end" } });
      expect(answer.body).toMatch(/^hello for .*URI=spiffe:\/\/shop\.acme\.internal\//);
    });

    it("carries the service's own error", async () => {
      expect(await client.echo("fail")).toMatchObject({
        code: status.FAILED_PRECONDITION,
        details: "no charge",
        trailers: { "x-trailer": "end" },
      });
    });

    it("carries a stream, for as long as it takes", async () => {
      expect(await client.count(6)).toEqual({ numbers: ["1", "2", "3", "4", "5", "6"], code: status.OK });
    });

    it("ends a call at the caller's deadline", async () => {
      const begin = performance.now();
      expect((await client.echo("hang", 300)).code).toBe(status.DEADLINE_EXCEEDED);
      expect(performance.now() - begin).toBeLessThan(5000);
    });

    it("ends a stream at the Route's timeout, where it says one", async () => {
      const { numbers, code } = await hasty.count(10);
      expect(numbers.length).toBeLessThan(10);
      expect(code).not.toBe(status.OK);
      expect((await hasty.echo("hang")).code).toBe(status.DEADLINE_EXCEEDED);
    });

    it("tells a caller that nobody permits as gRPC does", async () => {
      await scene.change({ ...fabric(), crossMeshPermissions: {} });
      let answer = await client.echo("hello");
      for (let tries = 0; answer.code === status.OK && tries < 100; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        answer = await client.echo("hello");
      }
      expect(answer.code).toBe(status.PERMISSION_DENIED);
      await scene.change(fabric());
    });
  });

  describe("WebSocket", () => {
    const open = (route: string): WebSocket =>
      new WebSocket(`ws://127.0.0.1:${scene.consumerPort(`${route}.mesh`)}/room`, {
        headers: { host: `${route}.mesh` },
      });

    it("carries messages both ways, for longer than a request may take", async () => {
      const socket = open("chat");
      const [identity] = (await once(socket, "message")) as [Buffer];
      expect(identity.toString()).toContain("URI=spiffe://shop.acme.internal/");
      for (const text of ["one", "two"]) {
        socket.send(text);
        const [echoed] = (await once(socket, "message")) as [Buffer];
        expect(echoed.toString()).toBe(text);
      }
      const bytes = Buffer.from([0, 255, 1, 254]);
      socket.send(bytes);
      const [binary] = (await once(socket, "message")) as [Buffer];
      expect(binary.equals(bytes)).toBe(true);
      socket.close();
      await once(socket, "close");
    });

    it("is refused by a Service that does not say it", async () => {
      const socket = open("quiet");
      const [error] = (await once(socket, "error")) as [Error];
      expect(error.message).toContain("403");
    });
  });

  describe("HTTP/2", () => {
    it("is what the Service speaks, whatever the consumer speaks", async () => {
      const answer = await scene.ask("quiet");
      expect(JSON.parse(answer.body)).toEqual({ version: "2.0", authority: "spare.mesh" });
    });

    it("is taken from consumers without TLS", async () => {
      const client = connect(`http://127.0.0.1:${scene.consumerPort("quiet.mesh")}`);
      const stream = client.request({ ":path": "/", ":authority": "quiet.mesh" });
      let body = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      await once(stream, "end");
      client.close();
      expect(JSON.parse(body)).toMatchObject({ version: "2.0" });
    });
  });
});
