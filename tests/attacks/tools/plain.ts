import { connect } from "node:net";
import { type Exchange, wholeAnswers } from "./answers.js";

/** Sends bytes without TLS, and tells what came back until the gateway closes or `patienceMs` have passed. */
export const plainExchange = (
  gateway: { host: string; port: number },
  bytes: string,
  patienceMs = 15_000,
): Promise<Exchange> =>
  new Promise((resolve) => {
    const socket = connect(gateway);
    let text = "";
    const end = (closed: boolean): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ statuses: wholeAnswers(text), text, closed, resumed: false });
    };
    const patience = setTimeout(() => end(false), patienceMs);
    socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    socket.on("connect", () => socket.write(bytes, "latin1"));
    socket.on("error", () => end(true)).on("close", () => end(true));
  });
