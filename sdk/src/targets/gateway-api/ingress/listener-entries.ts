import type { CheckedListener } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import { ListenerProtocol, TlsMode } from "../../../model/choices.js";
import type { Tree } from "../../emitted.js";
import type { ListenerEntry } from "../listeners.js";

/** The name of a listener as a DNS label. */
export const entryName = ({ name }: Pick<CheckedListener, "name">): string => objectName(name);

/** A listener of a Gateway. Those that other meshes call show the Gateway's own certificate. */
export const listenerEntry = (listener: CheckedListener, certificate: string): ListenerEntry => ({
  name: entryName(listener),
  port: listener.port,
  protocol: listener.protocol,
  hostname: listener.hostname,
  tls: listenerTls(listener, certificate),
});

function listenerTls({ protocol, crossMesh, tls }: CheckedListener, certificate: string): Tree {
  if (protocol === ListenerProtocol.HTTP || protocol === ListenerProtocol.TCP) return undefined;
  if (tls?.mode === TlsMode.Passthrough) return { mode: "Passthrough" };
  return {
    mode: "Terminate",
    certificateRefs: [{ group: "", kind: "Secret", name: crossMesh ? certificate : (tls?.secretName ?? "") }],
  };
}
