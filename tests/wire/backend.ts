import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a backend saw of a request. */
export interface Echo {
  backend: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

/** Another answer than the echo. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Plain HTTP servers on the loopback, each of which answers with its name and what it was asked. */
export class Backends {
  readonly #servers = new Map<string, ReturnType<typeof createServer>>();
  /** What backends answer instead of the echo, by name. */
  readonly answers = new Map<string, Answer>();
  /** All that was asked, in order. */
  readonly seen: Echo[] = [];

  /** The port of a backend, which is started when it is first asked for. */
  async start(name: string): Promise<number> {
    const known = this.#servers.get(name);
    if (known !== undefined) return (known.address() as AddressInfo).port;
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const { method = "", url = "", headers } = request;
      const echo: Echo = { backend: name, method, path: url, headers };
      this.seen.push(echo);
      request.resume();
      const answer = this.answers.get(name);
      if (answer !== undefined) return answer(request, response);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(echo));
    });
    this.#servers.set(name, server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  portOf(name: string): number {
    const server = this.#servers.get(name);
    if (server === undefined) throw new Error(`backend "${name}" has not been started`);
    return (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.#servers.clear();
  }
}
