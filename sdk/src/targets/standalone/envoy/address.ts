import type { Json } from "./json.js";

export const socketAddress = (address: string, port: number): Json => ({
  socket_address: { address, port_value: port },
});

/**
 * What is called by name: a cluster's fields. An IPv4 address comes first, since Envoy itself takes the IPv6 addresses of
 * a name that has both kinds, and no other, to which few clusters have a way.
 */
export const foundByName = {
  type: "STRICT_DNS",
  dns_lookup_family: "V4_PREFERRED",
  connect_timeout: "5s",
};
