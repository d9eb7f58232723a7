import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Identity } from "./client.js";

/** What a server outside every mesh saw of a request. */
export interface Visit {
  serverName: string;
  host: string;
  path: string;
  /** The alternative names in the certificate that the caller presented; undefined where it presented none. */
  callerNames: string | undefined;
}

/** A TLS server outside every mesh, which takes any client and tells what it saw. */
export class Partner {
  readonly visits: Visit[] = [];
  /** Those of handshakes that failed count as well, and Node would wait for them. */
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** Starts anew with another certificate, on a port of its own. */
  async start({ certificate, privateKey }: Identity): Promise<number> {
    await this.stop();
    this.visits.length = 0;
    const options = { cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false };
    this.#server = createServer(options, (incoming, response) => {
      const socket = incoming.socket as TLSSocket & { servername?: string };
      this.visits.push({
        serverName: socket.servername ?? "",
        host: incoming.headers.host ?? "",
        path: incoming.url ?? "",
        callerNames: socket.getPeerCertificate().subjectaltname,
      });
      incoming.resume();
      response.end("partner");
    }).listen(0, "127.0.0.1");
    this.#server.on("tlsClientError", () => undefined);
    this.#server.on("connection", (socket: Socket) => this.#sockets.add(socket));
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  }
}
