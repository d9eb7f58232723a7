import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { errorName, Flag, Frame, frame, hpack, preface, settings, statusIn } from "./frames.js";
import { type Connecting, dial } from "./http1.js";

/** What the gateway said on a connection, in order: `200`, `reset PROTOCOL_ERROR`, `goaway ENHANCE_YOUR_CALM`. */
type Event = { said: string; stream: number };

const quietMs = 80;

/** A connection of HTTP/2 on which the attacker writes frames by hand. */
export class RawHttp2 {
  readonly events: Event[] = [];
  closed = false;
  #buffer: Buffer = Buffer.alloc(0);
  #lastEvent = 0;
  #greeted = false;

  private constructor(readonly socket: TLSSocket) {
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => (this.closed = true)).on("close", () => (this.closed = true));
  }

  /** A connection that has been greeted, unless `greeting` says something else. */
  static async open(
    gateway: { host: string; port: number },
    connecting: Connecting,
    greeting = Buffer.concat([preface, settings({ 1: 0 })]),
  ): Promise<RawHttp2> {
    const socket = dial(gateway, { ...connecting, tls: { ALPNProtocols: ["h2"], ...connecting.tls } });
    await once(socket, "secureConnect");
    const connection = new RawHttp2(socket);
    connection.send(greeting);
    // so that the answer to its settings does not come between frames of an attack
    const end = performance.now() + 300;
    while (!connection.#greeted && performance.now() < end) await wait(1);
    return connection;
  }

  send(...frames: Buffer[]): void {
    if (!this.closed) this.socket.write(Buffer.concat(frames));
  }

  /** Sends as fast as the other side takes it, and stops where it takes no more for two seconds. */
  async flood(part: Buffer): Promise<void> {
    if (this.closed || this.socket.write(part)) return;
    const end = performance.now() + 2000;
    while (!this.closed && this.socket.writableNeedDrain && performance.now() < end) await wait(1);
  }

  /** Waits until the gateway closes, or for long. */
  async closes(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!this.closed && performance.now() < end) await wait(5);
  }

  /** Waits until the gateway has said something and says no more, or closes, or has said nothing for long. */
  async settle(patienceMs = 5000): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!this.closed && performance.now() < end) {
      await wait(5);
      if (this.events.length > 0 && performance.now() - this.#lastEvent > quietMs) return;
    }
  }

  /** `200`, `200, 403`, `reset PROTOCOL_ERROR`, `closed`. */
  verdict(): string {
    this.socket.destroy();
    if (this.events.length === 0) return this.closed ? "closed" : "no answer";
    return this.events.map(({ said }) => said).join(", ");
  }

  /** `closed` if the gateway ended the connection, whatever it said before. */
  end(): string {
    const ended = this.closed || this.events.some(({ said }) => said.startsWith("goaway"));
    this.socket.destroy();
    return ended ? "closed" : "not closed";
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    while (this.#buffer.length >= 9) {
      const length = this.#buffer.readUIntBE(0, 3);
      if (this.#buffer.length < 9 + length) return;
      const [type = 0, flags = 0] = this.#buffer.subarray(3, 5);
      const stream = this.#buffer.readUInt32BE(5) & 0x7fffffff;
      this.#take(type, flags, stream, this.#buffer.subarray(9, 9 + length));
      this.#buffer = this.#buffer.subarray(9 + length);
    }
  }

  #take(type: number, flags: number, stream: number, payload: Buffer): void {
    if (type === Frame.Settings && (flags & Flag.Ack) === 0) {
      this.send(frame(Frame.Settings, Flag.Ack, 0));
      this.#greeted = true;
    }
    if (type === Frame.Headers) this.#say(String(statusIn(payload)), stream);
    if (type === Frame.Reset) this.#say(`reset ${errorName(payload.readUInt32BE(0))}`, stream);
    if (type === Frame.GoAway) this.#say(`goaway ${errorName(payload.readUInt32BE(4))}`, stream);
  }

  #say(said: string, stream: number): void {
    this.events.push({ said, stream });
    this.#lastEvent = performance.now();
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A permitted request's fields, but for what is said otherwise; undefined leaves one out. */
export function requestFields(
  { method = "POST", path = "/charges", authority = "payments.mesh", scheme = "https" }: Partial<PseudoHeaders> = {},
  more: [string, string][] = [],
): [string, string][] {
  const pseudo = Object.entries({ ":method": method, ":scheme": scheme, ":authority": authority, ":path": path });
  return [...pseudo.filter((field): field is [string, string] => field[1] !== null), ...more];
}

interface PseudoHeaders {
  method: string | null;
  path: string | null;
  authority: string | null;
  scheme: string | null;
}

/** A whole request on a stream. */
export const requestFrame = (fields: [string, string][], stream = 1, flags: number = Flag.EndStream): Buffer =>
  frame(Frame.Headers, flags | Flag.EndHeaders, stream, hpack(fields));
