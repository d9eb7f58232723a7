import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A port of the loopback that leads to another one, and that can be closed and opened again. */
export class Relay {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  /** Where it leads to, which may change. */
  constructor(public target: number) {}

  get port(): number {
    return this.#port;
  }

  /** Takes connections, on the port that it had before. */
  async open(): Promise<number> {
    const server = createServer((socket) => {
      const onward = connect(this.target, "127.0.0.1");
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        end.on("error", () => end.destroy()).on("close", () => this.#sockets.delete(end));
      }
      socket.on("close", () => onward.destroy());
      onward.on("close", () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this.#port;
  }

  /** Cuts all connections and takes none. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }
}
