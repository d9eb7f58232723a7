import type { Json } from "./json.js";

/** Where the ConfigMap and the Secret are mounted. */
export const configDirectory = "/etc/isthmus/config";
export const certificateDirectory = "/etc/isthmus/certificates";

/** Where a Secret of yours with a server's certificate is mounted. */
export const serverDirectory = (secretName: string): string => `/etc/isthmus/servers/${secretName}`;

/** Where distributions of Linux, and Envoy's image with them, keep the certificates of the public authorities. */
export const publicAuthorities = "/etc/ssl/certs/ca-certificates.crt";

/**
 * A file that Envoy follows. Kubernetes replaces the files of a volume by moving a symbolic link, which only a watch on
 * the directory sees.
 */
export const fileSource = (file: string): Json => ({
  resource_api_version: "V3",
  path_config_source: { path: `${configDirectory}/${file}`, watched_directory: { path: configDirectory } },
});

/** A secret that Envoy reads from a file of its own: it takes one resource a file. */
export const secretSource = (name: string): Json => ({ name, sds_config: fileSource(secretFile(name)) });
export const secretFile = (name: string): string => `sds-${name}.json`;

/** The secrets of what is presented and of whom is believed, in SDS; never the same, whatever they are called. */
export const leafSecret = (name: string): string => `leaf-${name}`;
export const peersSecret = (name: string): string => `peers-${name}`;
export const serverSecret = (name: string): string => `server-${name}`;

/** What stands in a file that Envoy follows. */
export const discovery = (...resources: Json[]): Json => ({ resources });
