import { Duplex } from "node:stream";
import { connect } from "node:tls";

/** The first bytes of a TLS client, before the server has said anything. */
export function clientHello(serverName: string): Promise<string> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer) => {
        resolve(chunk.toString("latin1"));
        wire.destroy();
      },
    });
    connect({ socket: wire, servername: serverName, ALPNProtocols: ["http/1.1"] }).on("error", () => undefined);
  });
}
