export * from "./authority.js";
export * from "./bundle.js";
export * from "./issue-certificate.js";
export * from "./key.js";
export * from "./name-constraint.js";
export * from "./profile.js";
export * from "./spiffe-id.js";
export * from "./validity.js";
