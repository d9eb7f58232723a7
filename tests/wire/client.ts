import { once } from "node:events";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Echo } from "./backend.js";

/** A certificate and its key, PEM; the certificate may be a chain. */
export interface Identity {
  certificate: string;
  privateKey: string;
}

/** One request as it stands on the wire: nothing of it is normalised here. */
export interface Call {
  port: number;
  /** Defaults to `host`. */
  serverName?: string;
  host: string;
  /** None, to present no certificate. */
  identity?: Identity | undefined;
  method?: string;
  /** The request target, byte for byte. */
  target?: string;
  /** As pairs where one is sent twice. */
  headers?: Record<string, string> | [string, string][];
  tls?: ConnectionOptions;
}

/** What came back: an answer, or the reason why there was none. */
export type Outcome =
  | { status: number; headers: Record<string, string>; body: string; reused: boolean; refused?: undefined }
  | { status?: undefined; refused: string };

/** One connection, one HTTP/1.1 request. */
export async function call(request: Call): Promise<Outcome> {
  const { host, method = "GET", target = "/", headers = {} } = request;
  const socket = open(request);
  const sent = Array.isArray(headers) ? headers : Object.entries(headers);
  const lines = [["host", host], ...sent, ["content-length", "0"], ["connection", "close"]];
  let reused = false;
  socket.once("secureConnect", () => {
    reused = socket.isSessionReused();
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n`);
  });
  const answer = await readAll(socket);
  return typeof answer === "string" ? parse(answer, reused) : { refused: answer.message };
}

/** A TLS connection to a gateway, whose own certificate is looked at elsewhere. */
export const open = ({ port, host, serverName = host, identity, tls = {} }: Call): TLSSocket =>
  connect({
    host: "127.0.0.1",
    port,
    servername: serverName,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: false,
    ...(identity !== undefined && { cert: identity.certificate, key: identity.privateKey }),
    ...tls,
  });

/** What the backend saw, where the call got through. */
export const echoOf = (outcome: Outcome): Echo | undefined =>
  outcome.status === 200 ? (JSON.parse(outcome.body) as Echo) : undefined;

/** `200`, `403`, or `refused` where no answer came: what most tests ask for. */
export const verdict = (outcome: Outcome): number | "refused" => outcome.status ?? "refused";

async function readAll(socket: TLSSocket): Promise<string | Error> {
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
    if (isWhole(text)) socket.destroy();
  });
  const timer = setTimeout(() => socket.destroy(new Error("no answer within 10 s")), 10_000);
  try {
    await once(socket, "close");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  return text === "" ? new Error("closed without an answer") : text;
}

/** Envoy holds a connection open for a moment after the answer; nothing more comes. */
function isWhole(text: string): boolean {
  const { headers, body } = split(text);
  const length = headers["content-length"];
  return length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length);
}

function split(text: string): { status: number; headers: Record<string, string>; body: string } {
  const end = text.indexOf("\r\n\r\n");
  const [status = "", ...lines] = (end === -1 ? text : text.slice(0, end)).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(status.split(" ")[1]),
    headers: Object.fromEntries(headers),
    body: end === -1 ? "" : text.slice(end + 4),
  };
}

function parse(text: string, reused: boolean): Outcome {
  const { status, headers, body } = split(text);
  return { status, headers, body: headers["transfer-encoding"] === "chunked" ? dechunk(body) : body, reused };
}

function dechunk(body: string): string {
  const end = body.indexOf("\r\n");
  const length = Number.parseInt(body.slice(0, end), 16);
  return length > 0 ? body.slice(end + 2, end + 2 + length) + dechunk(body.slice(end + 4 + length)) : "";
}
