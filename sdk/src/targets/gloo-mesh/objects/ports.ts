/** The port on which egress gateways take calls, and east-west gateways those whose TLS they end. */
export const gatewayPort = 443;

/** The port of east-west gateways for TLS that they pass on by server name. */
export const passthroughPort = 15443;
