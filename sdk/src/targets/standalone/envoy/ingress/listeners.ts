import type { CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import { groupBy } from "../../../crossing/group-by.js";
import { containerPortOf } from "../../../crossing/container-ports.js";
import { socketAddress } from "../address.js";
import { refusalLog } from "../access-log.js";
import { extension, type Json, typed } from "../json.js";
import { bytesChain } from "./bytes-chain.js";
import { tracingFields } from "../tracing.js";
import { isOfRequests, listenerKind } from "./kind.js";
import { requestsChain } from "./requests-chain.js";

/**
 * One Envoy listener a port; each listener of the gateway is a filter chain, chosen by the server name. Without TLS
 * there is none, so plain HTTP listeners of a port are one chain, and the Host chooses.
 */
export function ingressListeners({ listeners, objectName, tracing }: CheckedGateway): Json[] {
  return groupBy(listeners, ({ port }) => String(port)).flatMap((ofPort) => {
    const [{ port }] = ofPort;
    const chains = groupBy(ofPort, (listener) =>
      listenerKind(listener) === "plain-requests" ? "" : listener.name,
    ).flatMap((ofChain) => chain(ofChain, objectName, tracingFields(tracing, objectName)));
    // Envoy takes no listener that lets nobody in
    if (chains.length === 0) return [];
    return typed("envoy.config.listener.v3.Listener", {
      name: `port-${port}`,
      stat_prefix: `port-${port}`,
      address: socketAddress("0.0.0.0", containerPortOf(port)),
      per_connection_buffer_limit_bytes: 32768,
      ...(ofPort.some(({ hostname }) => hostname !== undefined) && { listener_filters: [tlsInspector()] }),
      listener_filters_timeout: "5s",
      filter_chains: chains,
      access_log: [refusalLog()],
    });
  });
}

const chain = (
  listeners: [CheckedListener, ...CheckedListener[]],
  certificate: string,
  tracing: { [field: string]: Json },
): Json[] => {
  const kind = listenerKind(listeners[0]);
  return isOfRequests(kind)
    ? [requestsChain(listeners, kind, certificate, tracing)]
    : bytesChain(listeners[0], kind, certificate);
};

/** Reads the server name, which chooses the chain. */
const tlsInspector = (): Json =>
  extension("envoy.filters.listener.tls_inspector", "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector");
