import {
  Client,
  type ClientReadableStream,
  credentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from "@grpc/grpc-js";

const same = (bytes: Buffer): Buffer => bytes;
const method = (path: string, responseStream: boolean) => ({
  path,
  requestStream: false,
  responseStream,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});
const echo = method("/pay.Charges/Echo", false);
const count = method("/pay.Charges/Count", true);

/** A gRPC service: `Echo` answers what it got and who called, `Count` sends a number every 0.2 s. */
export class GrpcBackend {
  readonly #server = new Server();

  async start(): Promise<number> {
    const onEcho: handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, answer) => {
      const trailers = new Metadata();
      trailers.set("x-trailer", "end");
      if (request.toString() === "fail")
        return answer({ code: status.FAILED_PRECONDITION, details: "no charge", metadata: trailers });
      if (request.toString() === "hang") return;
      answer(
        null,
        Buffer.from(`${request.toString()} for ${metadata.get("x-forwarded-client-cert").join()}`),
        trailers,
      );
    };
    const onCount: handleServerStreamingCall<Buffer, Buffer> = (call) => {
      let sent = 0;
      const timer = setInterval(() => {
        if (call.cancelled) return clearInterval(timer);
        call.write(Buffer.from(String((sent += 1))));
        if (sent < Number(call.request.toString())) return;
        clearInterval(timer);
        call.end();
      }, 200);
    };
    this.#server.addService({ echo, count }, { echo: onEcho, count: onCount });
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

/** What came of a unary call. */
export interface GrpcOutcome {
  code: status;
  details: string;
  body: string;
  trailers: Record<string, unknown>;
}

/** A consumer of gRPC without TLS, by a hostname. */
export class GrpcClient {
  readonly #client: Client;

  constructor(port: number, hostname: string) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.default_authority": hostname,
    });
  }

  echo(text: string, deadlineMs?: number): Promise<GrpcOutcome> {
    const options = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
    return new Promise((resolve) => {
      let body = "";
      let failure: ServiceError | null = null;
      this.#client
        .makeUnaryRequest(echo.path, same, same, Buffer.from(text), new Metadata(), options, (error, answer) => {
          failure = error;
          body = answer?.toString() ?? "";
        })
        .on("status", ({ code, details, metadata }) => {
          setImmediate(() =>
            resolve({ code, details: failure?.details ?? details, body, trailers: metadata.getMap() }),
          );
        });
    });
  }

  /** All numbers that came, and how it ended. */
  count(upTo: number): Promise<{ numbers: string[]; code: status }> {
    const stream: ClientReadableStream<Buffer> = this.#client.makeServerStreamRequest(
      count.path,
      same,
      same,
      Buffer.from(String(upTo)),
    );
    const numbers: string[] = [];
    return new Promise((resolve) => {
      stream.on("data", (chunk: Buffer) => numbers.push(chunk.toString()));
      stream.on("error", () => undefined);
      stream.on("status", ({ code }) => resolve({ numbers, code }));
    });
  }

  close(): void {
    this.#client.close();
  }
}
