import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";

/**
 * Lets OpenSSL, as it is in Node, judge a chain: one TLS connection on the loopback. With revocation lists it wants one of
 * every authority in the chain.
 * @returns `trusted`, or OpenSSL's words for why not.
 */
export async function handshake(
  server: { chain: string; key: string },
  roots: string[],
  crls: string[] = [],
): Promise<string> {
  const listener = createServer({ cert: server.chain, key: server.key });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  try {
    const socket = connect({
      port: (listener.address() as AddressInfo).port,
      ca: roots,
      ...(crls.length > 0 && { crl: crls.flatMap(blocksOf) }),
      checkServerIdentity: () => undefined,
    });
    const verdict = await once(socket, "secureConnect").then(
      () => "trusted",
      (refusal: Error) => refusal.message,
    );
    socket.destroy();
    return verdict;
  } finally {
    listener.close();
  }
}

/** Node reads one list of a text. */
const blocksOf = (pem: string): string[] => pem.split(/(?=-----BEGIN )/).filter((block) => block.trim() !== "");
