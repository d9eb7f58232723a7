import type { ApiAnswer } from "./api-client.js";

/** The server's words where it refuses; undefined where it takes what was sent. */
export function refusalOf({ status, body }: ApiAnswer): string | undefined {
  if (status === 200 || status === 201) return undefined;
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : body;
  return typeof message === "string" && message !== "" ? message : `status ${status}`;
}
