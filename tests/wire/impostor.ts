import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:https";
import type { Identity } from "./client.js";

/** A TLS server that stands where a gateway should, takes any client, and counts what it gets to see. */
export class Impostor {
  requests = 0;
  #server: Server | undefined;

  async start({ certificate, privateKey }: Identity): Promise<number> {
    const options = { cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false };
    this.#server = createServer(options, (incoming, response) => {
      this.requests += 1;
      incoming.resume();
      response.end("{}");
    }).listen(0, "127.0.0.1");
    this.#server.on("tlsClientError", () => undefined);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  }
}
