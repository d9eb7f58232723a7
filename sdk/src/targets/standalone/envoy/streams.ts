import { ServiceProtocol } from "../../../model/choices.js";
import type { Json } from "./json.js";

/** How long a stream of gRPC or a WebSocket may be silent. */
const longestSilence = "3600s";

/**
 * How long a call lasts at a gateway that has a policy, since a connection ends only once its calls have: a permission
 * or root that is taken away counts by then.
 */
export const longestStream = "3600s";

/**
 * Fields of a route for calls that go on for as long as both sides like; none for others. gRPC's own deadlines hold, up
 * to `limit`, after which a stream ends; undefined is no limit. To Envoy this stands in for the timeout of the route.
 */
export function streamFields(protocols: ServiceProtocol[], limit: string | undefined): { [field: string]: Json } {
  const isGrpc = protocols.includes(ServiceProtocol.GRPC);
  const upgrades = protocols.includes(ServiceProtocol.WebSocket);
  if (!isGrpc && !upgrades) return {};
  return {
    idle_timeout: longestSilence,
    ...((isGrpc || limit !== undefined) && {
      max_stream_duration: {
        ...(limit !== undefined && { max_stream_duration: limit }),
        ...(isGrpc && { grpc_timeout_header_max: limit ?? "0s" }),
      },
    }),
    ...(upgrades && { upgrade_configs: [{ upgrade_type: "websocket" }] }),
  };
}
