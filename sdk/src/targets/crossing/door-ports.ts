import { stableHash } from "./stable-hash.js";

/** Above what the gateway keeps for itself and below the ports that Linux gives to outgoing connections. */
const first = 16384;
const count = 16384;

/** A port of an egress gateway's door, as consumers call it. */
export interface DoorPort {
  door: string;
  port: number;
}

/**
 * A container port for each port of each door of one gateway. It follows from their names, so that it stays when other
 * doors come and go; where two names lead to one port, the later in order takes the next that is free.
 */
export function doorPorts(doors: DoorPort[]): (door: string, port: number) => number {
  const taken = new Map<number, string>();
  const owned = new Map<string, number>();
  const keys = [...new Set(doors.map(keyOf))].sort();
  if (keys.length > count) throw new Error(`one gateway has ${keys.length} doors, and ${count} is the most`);
  for (const key of keys) {
    let port = first + (stableHash(key) % count);
    while (taken.has(port)) port = first + ((port - first + 1) % count);
    taken.set(port, key);
    owned.set(key, port);
  }
  return (door, port) => {
    const containerPort = owned.get(keyOf({ door, port }));
    if (containerPort === undefined) throw new Error(`door "${door}" has no port ${port}`);
    return containerPort;
  };
}

const keyOf = ({ door, port }: DoorPort): string => `${door}:${port}`;
