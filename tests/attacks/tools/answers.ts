/** What came back on one connection. */
export interface Exchange {
  /** The statuses of whole answers, in order. */
  statuses: number[];
  /** Everything after the handshake, latin1. */
  text: string;
  /** Whether the gateway closed the connection. */
  closed: boolean;
  /** Whether the gateway resumed an earlier TLS session. */
  resumed: boolean;
}

/** `403`, `200 403`, or `refused` where no answer came. */
export const verdictOf = ({ statuses }: Pick<Exchange, "statuses">): string =>
  statuses.length === 0 ? "refused" : statuses.join(" ");

/** The statuses of the answers that are whole. An answer to HEAD, which has a length and no body, is none. */
export function wholeAnswers(text: string): number[] {
  const statuses: number[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(rest)?.[1];
    if (end === -1 || status === undefined) return statuses;
    const length = bodyLength(rest.slice(0, end).toLowerCase(), rest.slice(end + 4));
    if (length === undefined) return statuses;
    statuses.push(Number(status));
    rest = rest.slice(end + 4 + length);
  }
}

/** How much of what follows a head is its body; undefined while some is missing. */
function bodyLength(head: string, rest: string): number | undefined {
  if (head.includes("transfer-encoding: chunked")) {
    const end = rest.indexOf("0\r\n\r\n");
    return end === -1 ? undefined : end + 5;
  }
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  return rest.length < length ? undefined : length;
}
