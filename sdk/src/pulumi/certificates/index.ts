export * from "./gateway-certificate.js";
export * from "./mesh-issuer.js";
export * from "./mesh-root.js";
export * from "./revocation-list.js";
