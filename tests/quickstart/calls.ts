import { connect } from "node:tls";
import { kubectl, type TestCluster } from "../cluster/index.js";

/** What came of one request. */
export interface Answer {
  /** 0 where the connection was refused before any request. */
  status: number;
  /** The caller's identity as the service saw it. */
  identity?: string;
  error?: string;
}

/** A plain call of a pod, as the program in it would make it: a hostname, no certificate. */
export async function callFromPod(
  cluster: TestCluster,
  pod: { namespace: string; deployment: string },
  method: string,
  url: string,
): Promise<Answer> {
  const command = [
    "exec",
    "-n",
    pod.namespace,
    `deploy/${pod.deployment}`,
    "--",
    "/client",
    "get",
    "-method",
    method,
    url,
  ];
  const line = (await kubectl(cluster, command)).split("\n").find((text) => text.startsWith("{"));
  const { status, body, error } = JSON.parse(line ?? "{}") as { status?: number; body?: string; error?: string };
  const identity = identityIn(body ?? "");
  return { status: status ?? 0, ...(identity !== undefined && { identity }), ...(error && { error }) };
}

/** A call straight to the gateway, with the certificate that an attacker brings, or none. */
export function callGateway(
  { host, port, serverName }: { host: string; port: number; serverName: string },
  client: { cert?: string; key?: string },
  method: string,
  path: string,
): Promise<Answer> {
  return new Promise((resolve) => {
    // the attacker does not care whom it talks to
    const socket = connect({
      host,
      port,
      servername: serverName,
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
      ...client,
    });
    let text = "";
    const end = (error?: string): void => {
      socket.destroy();
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      const identity = identityIn(text);
      resolve({ status, ...(identity !== undefined && { identity }), ...(error !== undefined && { error }) });
    };
    socket.setTimeout(10_000, () => end("timed out"));
    socket.on("secureConnect", () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${serverName}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      ),
    );
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("error", ({ message }: Error) => end(message));
    socket.on("end", () => end(text === "" ? "closed without an answer" : undefined));
  });
}

/** The caller in `X-Forwarded-Client-Cert`, which the service echoes. */
const identityIn = (body: string): string | undefined => /URI=(spiffe:\/\/[^;"\\,]+)/.exec(body)?.[1];
