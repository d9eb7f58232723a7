import type { Json } from "./json.js";

export const socketAddress = (address: string, port: number): Json => ({
  socket_address: { address, port_value: port },
});
