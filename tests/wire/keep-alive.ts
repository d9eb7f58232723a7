import { Agent, request } from "node:https";
import type { Socket } from "node:net";
import type { Identity } from "./client.js";

/** A client that keeps its one connection open, as most do. */
export class KeepAlive {
  readonly #agent: Agent;
  readonly #sockets = new Set<Socket>();

  constructor(
    readonly port: number,
    readonly host: string,
    { certificate, privateKey }: Identity,
  ) {
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      servername: host,
      rejectUnauthorized: false,
      cert: certificate,
      key: privateKey,
    });
  }

  /** How many connections it has needed. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** The status of the answer. @throws Error where the request is lost. */
  ask(method: string, path: string): Promise<number> {
    const { host, port } = this;
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, method, path, headers: { host }, agent: this.#agent };
      request(options, (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      })
        .on("socket", (socket) => this.#sockets.add(socket))
        .on("error", reject)
        .end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
