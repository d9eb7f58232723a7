import type { CheckedListener } from "../../../fabric/checked.js";
import { ListenerProtocol } from "../../../model/choices.js";
import type { Tree } from "../../emitted.js";

/**
 * Who must show a certificate (GEP-91): everybody, but on ports of outsiders alone. It is said for a port, so that one
 * port has listeners of either kind only.
 */
export function frontendTls(listeners: CheckedListener[], trust: string): Tree {
  const secured = listeners.filter(({ protocol }) => protocol === ListenerProtocol.HTTPS);
  if (!secured.some(({ crossMesh }) => crossMesh)) return undefined;
  const open = [...new Set(secured.filter(({ crossMesh }) => !crossMesh).map(({ port }) => port))];
  return {
    frontend: {
      default: {
        validation: {
          mode: "AllowValidOnly",
          caCertificateRefs: [{ group: "", kind: "ConfigMap", name: trust }],
        },
      },
      perPort: open.length === 0 ? undefined : open.map((port) => ({ port, tls: {} })),
    },
  };
}
