import { type GatewayConfig, gatewayListener } from "./gateway-config.js";
import { startListeners, staticBootstrap } from "./static-envoy.js";

/** A gateway that runs, and how to end it. */
export interface RunningGateway {
  port: number;
  stop: () => Promise<void>;
}

/** Envoy's whole configuration, with any number of gateways in it. */
export const bootstrap = (gateways: GatewayConfig[], adminPort: number): unknown =>
  staticBootstrap(gateways.map(gatewayListener), adminPort);

/** Starts Envoy as a gateway of Kuma's. */
export const startGateway = async (config: GatewayConfig): Promise<RunningGateway> => ({
  port: config.port,
  ...(await startListeners([gatewayListener(config)])),
});
