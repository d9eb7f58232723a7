import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the agent's listener answers. */
export interface Answers {
  /** Why the gateway is not ready; empty if it is. */
  reasons: () => string[];
  metrics: () => Promise<string>;
  status: () => Promise<unknown>;
}

/** `HOST:PORT` or `:PORT`; undefined if the text is neither. */
export function parseListen(text: string): { host?: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9.-]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65535) return undefined;
  const host = bracketed ?? plain ?? "";
  return host === "" ? { port } : { host, port };
}

/** Serves `/metrics`, `/ready`, `/status` and `/live` until closed. */
export async function serve(listen: { host?: string; port: number }, answers: Answers) {
  const server = createServer((request, response) => {
    const reply = (status: number, type: string, body: string): void => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
    };
    const text = "text/plain; charset=utf-8";
    const path = new URL(request.url ?? "/", "http://agent").pathname;
    const answer = async (): Promise<void> => {
      if (path === "/live") return reply(200, text, "alive\n");
      if (path === "/metrics") return reply(200, "text/plain; version=0.0.4; charset=utf-8", await answers.metrics());
      if (path === "/status") return reply(200, "application/json", `${JSON.stringify(await answers.status())}\n`);
      if (path !== "/ready") return reply(404, text, "ask for /ready, /status, /metrics or /live\n");
      const reasons = answers.reasons();
      if (reasons.length === 0) return reply(200, text, "ready\n");
      return reply(503, text, `${reasons.join("\n")}\n`);
    };
    answer().catch((error: unknown) => reply(500, text, `${error instanceof Error ? error.message : String(error)}\n`));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}
