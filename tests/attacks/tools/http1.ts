import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Identity } from "../../wire/client.js";
import { type Exchange, wholeAnswers } from "./answers.js";

/** How the connection is made. */
export interface Connecting {
  identity?: Identity | undefined;
  /** Defaults to the permitted one. */
  serverName?: string;
  tls?: ConnectionOptions;
}

/** A TLS connection to the gateway, whose own certificate is looked at elsewhere. */
export const dial = (
  { host, port }: { host: string; port: number },
  { identity, serverName = "payments.mesh", tls = {} }: Connecting,
): TLSSocket =>
  connect({
    host,
    port,
    servername: serverName,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: false,
    ...(identity !== undefined && { cert: identity.certificate, key: identity.privateKey }),
    ...tls,
  });

/** How long a connection is watched for a second answer, and how long for a first. */
const quietMs = 80;
const patienceMs = 15_000;

/**
 * Sends bytes as they are, latin1, and tells what came back: until the gateway closes, or has answered and says no
 * more. Parts are sent one after the other, so that they do not arrive as one.
 */
export function exchange(
  gateway: { host: string; port: number },
  bytes: string | string[],
  connecting: Connecting,
  pauseMs = 20,
): Promise<Exchange> {
  const socket = dial(gateway, connecting);
  return new Promise((resolve) => {
    let text = "";
    let resumed = false;
    let quiet: NodeJS.Timeout | undefined;
    const end = (closed: boolean): void => {
      clearTimeout(quiet);
      clearTimeout(patience);
      socket.destroy();
      resolve({ statuses: wholeAnswers(text), text, closed, resumed });
    };
    const patience = setTimeout(() => end(false), patienceMs);
    socket.once("secureConnect", () => {
      resumed = socket.isSessionReused();
      void sendParts(socket, [bytes].flat(), pauseMs);
    });
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      clearTimeout(quiet);
      if (wholeAnswers(text).length > 0) quiet = setTimeout(() => end(false), quietMs);
    });
    socket.on("error", () => end(true)).on("close", () => end(true));
  });
}

async function sendParts(socket: TLSSocket, parts: string[], pauseMs: number): Promise<void> {
  for (const [index, part] of parts.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (!socket.destroyed) socket.write(part, "latin1");
  }
}
