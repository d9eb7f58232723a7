import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, createServer as createTlsServer } from "node:tls";
import type { Identity } from "./client.js";

/** What a server that speaks first says. */
export const greeting = "220 ready\n";

/** A service that greets whoever connects, and then says back what it hears. It counts its connections. */
export class Greeter {
  connections = 0;
  readonly #server: Server;

  constructor(tls?: Identity) {
    const serve = (socket: Socket): void => {
      this.connections += 1;
      socket.on("error", () => undefined);
      socket.write(greeting);
      socket.pipe(socket);
    };
    this.#server =
      tls === undefined
        ? createServer(serve)
        : createTlsServer({ cert: tls.certificate, key: tls.privateKey, ALPNProtocols: ["greeting"] }, serve);
    this.#server.on("tlsClientError", () => undefined);
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

/** What a caller hears: everything until `wanted` was heard, the other side closed, or a second of silence. */
export async function converse(
  { port, tls, identity }: { port: number; tls?: ConnectionOptions; identity?: Identity },
  said: string,
  wanted = `${greeting}${said}`,
): Promise<string> {
  const socket =
    tls === undefined
      ? connect(port, "127.0.0.1")
      : connectTls({
          host: "127.0.0.1",
          port,
          rejectUnauthorized: false,
          ...(identity !== undefined && { cert: identity.certificate, key: identity.privateKey }),
          ...tls,
        });
  let heard = "";
  socket.setTimeout(1000, () => socket.destroy());
  socket.once(tls === undefined ? "connect" : "secureConnect", () => {
    if (said !== "") socket.write(said);
  });
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
    if (heard.length >= wanted.length) socket.destroy();
  });
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("close", resolve));
  return heard;
}
