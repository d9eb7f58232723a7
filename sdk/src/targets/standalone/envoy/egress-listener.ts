import type { EgressDoor } from "../egress.js";
import { socketAddress } from "./bootstrap.js";
import { connectionManager } from "./connection-manager.js";
import { doorRoutesFile } from "./egress-routes.js";
import { type Json, typed } from "./json.js";

/** A plain HTTP server for the consumers of one door. A certificate header that they send stops here. */
export const egressListener = (door: EgressDoor, port: number, containerPort: number): Json =>
  typed("envoy.config.listener.v3.Listener", {
    name: `${door.name}-${port}`,
    address: socketAddress("0.0.0.0", containerPort),
    per_connection_buffer_limit_bytes: 32768,
    filter_chains: [
      {
        filters: [
          connectionManager({
            name: `${door.name}-${port}`,
            routes: doorRoutesFile(door, port),
            clientCertificate: { forward_client_cert_details: "SANITIZE" },
            filters: [],
          }),
        ],
      },
    ],
  });
