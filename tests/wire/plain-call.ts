import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import type { Echo } from "./backend.js";

/** A call of a consumer inside a cluster: plain HTTP to a hostname. */
export interface PlainCall {
  port: number;
  host: string;
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
}

export interface PlainOutcome {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** What the service saw, where the call got there. */
  echo: Echo | undefined;
}

export const plainCall = ({
  port,
  host,
  method = "POST",
  path = "/charges",
  headers,
}: PlainCall): Promise<PlainOutcome> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, method, path, headers: { host, ...headers }, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        const { statusCode: status = 0, headers: answered } = response;
        const isEcho = status === 200 && answered["content-type"] === "application/json";
        resolve({ status, headers: answered, body, echo: isEcho ? (JSON.parse(body) as Echo) : undefined });
      });
    })
      .on("error", reject)
      .end();
  });
