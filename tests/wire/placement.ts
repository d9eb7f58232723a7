/** The file of a gateway that says whom it calls. */
export const clustersFile = "cds.yaml";

/** Where on this machine a gateway's pod takes place. */
export interface Placement {
  /** Stands for the pod's file system. */
  directory: string;
  /** A port of the pod, on this machine. */
  portOf: (containerPort: number) => number;
  /** A service or gateway that the pod calls, on this machine. */
  upstream: (host: string, port: number) => number;
}

interface SocketAddress {
  address: string;
  port_value: number;
}

/** Envoy configuration as emitted, with every file below `directory` and every address on this machine's loopback. */
export function place(config: unknown, placement: Placement): unknown {
  if (typeof config === "string") {
    return config.startsWith("/etc/isthmus/") ? `${placement.directory}${config}` : config;
  }
  if (Array.isArray(config)) return config.map((item) => place(item, placement));
  if (typeof config !== "object" || config === null) return config;
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [
      field,
      field === "socket_address" ? placeAddress(value as SocketAddress, placement) : place(value, placement),
    ]),
  );
}

const isOwn = (address: string): boolean => address === "0.0.0.0" || address === "127.0.0.1";

const placeAddress = ({ address, port_value }: SocketAddress, { portOf, upstream }: Placement): SocketAddress => ({
  address: "127.0.0.1",
  port_value: isOwn(address) ? portOf(port_value) : upstream(address, port_value),
});

/** The addresses that a configuration speaks of: the pod's own ports, and whom it calls. */
export function addressesIn(config: unknown): { own: number[]; upstream: { host: string; port: number }[] } {
  const found = { own: [] as number[], upstream: [] as { host: string; port: number }[] };
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, child] of Object.entries(value)) {
      if (field !== "socket_address") {
        visit(child);
        continue;
      }
      const { address, port_value } = child as SocketAddress;
      if (isOwn(address)) found.own.push(port_value);
      else found.upstream.push({ host: address, port: port_value });
    }
  };
  visit(config);
  return found;
}
