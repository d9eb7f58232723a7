import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";

/** An OpenTelemetry collector that keeps what it is sent as it came (OTLP over gRPC). */
export class Collector {
  readonly #server = createServer();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #bodies: Buffer[] = [];

  async start(): Promise<number> {
    this.#server.on("session", (session) => this.#sessions.add(session));
    this.#server.on("stream", (stream, headers) => {
      const isExport = headers[":path"] === "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
      stream.on("data", (chunk: Buffer) => {
        if (isExport) this.#bodies.push(chunk);
      });
      stream.on("end", () => {
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": isExport ? "0" : "12" }));
        // an empty answer: not compressed, no bytes
        stream.end(Buffer.alloc(5));
      });
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** Whether spans of a trace came, with a text in what came: protobuf writes both as they are. */
  has(traceId: string, text: string): boolean {
    const all = Buffer.concat(this.#bodies);
    return all.includes(Buffer.from(traceId, "hex")) && all.includes(text);
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
