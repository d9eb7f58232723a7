import { ServiceProtocol } from "../../../model/expose.js";
import type { Json } from "./json.js";

/** How long a stream of gRPC or a WebSocket may be silent, and how long it may last at the gateway that has the policy. */
const longest = "3600s";

/**
 * Fields of a route for calls that go on for as long as both sides like. `bounded` ends them after an hour, so that a
 * permission that is taken away counts by then; gRPC's own deadlines hold.
 */
export function streamFields(
  protocols: ServiceProtocol[],
  { bounded }: { bounded: boolean },
): { [field: string]: Json } {
  const isGrpc = protocols.includes(ServiceProtocol.GRPC);
  const upgrades = protocols.includes(ServiceProtocol.WebSocket);
  if (!isGrpc && !upgrades) return {};
  return {
    idle_timeout: longest,
    ...((bounded || isGrpc) && {
      max_stream_duration: {
        ...(bounded && { max_stream_duration: longest }),
        ...(isGrpc && { grpc_timeout_header_max: bounded ? longest : "0s" }),
      },
    }),
    ...(upgrades && { upgrade_configs: [{ upgrade_type: "websocket" }] }),
  };
}
