/** Where the controller runs, and the Envoys that it makes. */
export const namespace = "envoy-gateway-system";
/** Of the controller's account, Deployment and Service; certificates and Envoys count on the Service's. */
export const controller = "envoy-gateway";
/** Of the step that makes the certificates between controller and Envoys. */
export const certificates = "certgen";
export const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
/** What Gateways name. */
export const gatewayClass = "envoy-gateway";
