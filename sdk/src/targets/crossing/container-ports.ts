import type { Listener } from "../../model/mesh-gateway.js";
import type { Problem } from "../../model/problem.js";

/** Ports under 1024 need a privilege that pods do not have, so they are served 10000 higher. */
export const containerPortOf = (port: number): number => (port < 1024 ? port + 10000 : port);

/** Ports of listeners that are served where another listener or `keeper` itself is, which has the ports in `kept`. */
export function* portTakenProblems(
  at: string,
  listeners: Record<string, Listener>,
  { kept, keeper }: { kept: number[]; keeper: string },
): Iterable<Problem> {
  const owners = new Map<number, number | undefined>(kept.map((port) => [port, undefined]));
  for (const [listener, { port }] of Object.entries(listeners)) {
    const containerPort = containerPortOf(port);
    const owner = owners.get(containerPort);
    if (owner === port) continue;
    if (!owners.has(containerPort)) {
      owners.set(containerPort, port);
      continue;
    }
    yield {
      code: "target.port-taken",
      path: `${at}.${listener}.port`,
      message: `port ${port} is served on ${containerPort} in the pod, which ${owner === undefined ? `${keeper} keeps for itself` : `port ${owner} uses already`}`,
      hint: "choose another port",
    };
  }
}
