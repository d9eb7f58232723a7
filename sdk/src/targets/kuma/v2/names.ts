import type { CheckedGateway } from "../../../fabric/checked.js";
import type { ServiceReference } from "../../../model/expose.js";
import { hashedName } from "../../crossing/hashed-name.js";

/** What Kuma calls the pods behind a Service's port, in `kuma.io/service`. */
export const serviceTag = ({ name, namespace, port }: Pick<ServiceReference, "name" | "namespace" | "port">): string =>
  `${name}_${namespace}_svc_${port}`;

/** What Kuma calls the pods of a MeshGatewayInstance, which have no port of their own. */
export const gatewayTag = ({ objectName, namespace }: Pick<CheckedGateway, "objectName" | "namespace">): string =>
  `${objectName}_${namespace}_svc`;

/**
 * Words as one name; the end tells names apart that read the same, or were cut to fit. Kuma repeats names in the label
 * `kuma.io/display-name`.
 */
export const joinedName = (...words: string[]): string =>
  hashedName(
    words
      .join("-")
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, "-"),
    words,
  );
