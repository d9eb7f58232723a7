/** Ports that Istio's proxy keeps for itself in every pod (istio.io, "Application requirements"). */
export const proxyPorts = [15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

/** Whether a gateway is ready. */
export const statusPort = 15021;

/** A port of a gateway's Service, and where its pods have it. */
export interface GatewayPort {
  port: number;
  /** What Istio's proxies that call it take it for. */
  protocol: "http" | "tls";
  containerPort: number;
  nodePort: number | undefined;
}
