/**
 * X.509 by @peculiar/x509. This is the only door to it: the library needs a Reflect polyfill loaded first, and loading
 * both takes a tenth of a second, so only what issues or reads certificates imports it.
 */
import "reflect-metadata";

export * from "@peculiar/x509";
