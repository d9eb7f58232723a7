export * from "./packet.js";
export * from "./decide-packet.js";
export * from "./decide-reply.js";
