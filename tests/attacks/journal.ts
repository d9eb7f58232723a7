/** A request as a service got it. */
export interface JournalEntry {
  method: string;
  target: string;
  host: string;
  proto: string;
  headers: Record<string, string[]>;
}

interface Journal {
  forgotten: number;
  bytes: number;
  requests: JournalEntry[];
}

/** What reached a service since its journal was last read. Bytes that made no request are told as well. */
export async function readJournal(url: string): Promise<{ entries: JournalEntry[]; strayBytes: number }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the journal at ${url} answers ${response.status}`);
  const { forgotten, bytes, requests } = (await response.json()) as Journal;
  if (forgotten > 0) throw new Error(`the journal at ${url} was read too seldom: ${forgotten} requests are forgotten`);
  return { entries: requests, strayBytes: requests.length === 0 ? bytes : 0 };
}

/** The identities that the gateway vouches for, as the service sees them. */
export const callersOf = ({ headers }: JournalEntry): string =>
  [...(headers["X-Forwarded-Client-Cert"]?.join(",") ?? "").matchAll(/URI=([^;,"]*)/g)]
    .map(([, uri = ""]) => uri.replace(/^spiffe:\/\/[^/]*\/ns\/[^/]*\/sa\//, ""))
    .join("+");

export const requestLine = (entry: JournalEntry): string => `${entry.method} ${entry.target} as ${callersOf(entry)}`;
