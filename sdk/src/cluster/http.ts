import http from "node:http";
import https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { ApiError, ClusterUnreachable } from "./api-error.js";

export interface ApiRequest {
  method: "GET" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
  /** Defaults to JSON. */
  accept?: string;
  /** How long the server may stay silent. */
  timeoutMs?: number;
}

export interface ApiResponse {
  status: number;
  body: unknown;
  retryAfterS?: number;
}

export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** Credentials from exec plugins and files expire; they are asked for again after this time. */
const CREDENTIALS_MS = 60_000;
const TIMEOUT_MS = 30_000;
const SOCKETS = 16;

/** Sends requests to the current cluster of a kubeconfig over connections that stay open. Errors are thrown. */
export function apiSender(config: KubeConfig): Send {
  const server = new URL(config.getCurrentCluster()?.server ?? "");
  const secure = server.protocol === "https:";
  let options: https.RequestOptions | undefined;
  let until = 0;
  const credentials = async (): Promise<https.RequestOptions> => {
    if (options !== undefined && Date.now() < until) return options;
    const fresh: https.RequestOptions = {};
    await config.applyToHTTPSOptions(fresh);
    if (config.getCurrentCluster()?.proxyUrl === undefined) {
      const { ca, cert, key, rejectUnauthorized, servername } = fresh;
      const tls = Object.fromEntries(
        Object.entries({ ca, cert, key, rejectUnauthorized, servername }).filter(([, v]) => v !== undefined),
      );
      fresh.agent = secure
        ? new https.Agent({ ...tls, keepAlive: true, maxSockets: SOCKETS })
        : new http.Agent({ keepAlive: true, maxSockets: SOCKETS });
    }
    until = Date.now() + CREDENTIALS_MS;
    return (options = fresh);
  };
  return async (request) => {
    const given = await credentials();
    const response = await exchange(server, secure, given, request).catch((error: NodeJS.ErrnoException) => {
      throw new ClusterUnreachable(server.origin, error.code ?? error.message);
    });
    if (response.status >= 400) throw apiError(response);
    return response;
  };
}

function exchange(
  server: URL,
  secure: boolean,
  given: https.RequestOptions,
  request: ApiRequest,
): Promise<ApiResponse> {
  const { method, path, query, body, contentType = "application/json", accept, timeoutMs = TIMEOUT_MS } = request;
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const search = query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;
  const prefix = server.pathname.replace(/\/$/, "");
  return new Promise((resolve, reject) => {
    const sent = (secure ? https : http).request(
      {
        ...given,
        method,
        host: server.hostname.replace(/^\[|\]$/g, ""),
        port: server.port === "" ? (secure ? 443 : 80) : server.port,
        path: `${prefix}${path}${search}`,
        timeout: timeoutMs,
        headers: {
          ...given.headers,
          Accept: accept ?? "application/json",
          ...(payload === undefined ? {} : { "Content-Type": contentType, "Content-Length": payload.length }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const retryAfterS = Number(response.headers["retry-after"]);
          resolve({
            status: response.statusCode ?? 0,
            body: parsed(Buffer.concat(chunks).toString("utf8")),
            ...(Number.isFinite(retryAfterS) ? { retryAfterS } : {}),
          });
        });
      },
    );
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" })));
    sent.on("error", reject);
    sent.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function apiError({ status, body, retryAfterS }: ApiResponse): ApiError {
  if (typeof body !== "object" || body === null) {
    return new ApiError(status, "", `the API server answered ${status}`, {}, retryAfterS);
  }
  const { reason, message, details } = body as { reason?: string; message?: string; details?: ApiError["details"] };
  return new ApiError(status, reason ?? "", message ?? `the API server answered ${status}`, details, retryAfterS);
}
