import { fields, items, type Manifest, text } from "./manifest.js";

/** mesh_validator.go; crossMesh listeners need mTLS, and names that the exclusive mode does not give. */
export function* meshErrors({ spec = {} }: Manifest): Iterable<string> {
  const { enabledBackend, backends } = fields(spec["mtls"]);
  const all = items(backends).map(fields);
  if (all.length !== 1) yield "exactly one backend";
  if (!all.some(({ name }) => name === enabledBackend)) yield "enabledBackend is none of the backends";
  for (const { type, mode, dpCert } of all) {
    if (type !== "builtin" && type !== "provided") yield `type ${text(type)}`;
    if (mode !== undefined && mode !== "STRICT") yield "plain calls would pass";
    if (!/^\d+[hms]$/.test(text(fields(fields(dpCert)["rotation"])["expiration"]))) yield "expiration";
  }
  if (fields(spec["meshServices"])["mode"] === "Exclusive") yield "no names for crossMesh listeners";
}

/** secret_validator.go */
export function* secretErrors({ metadata: { namespace }, data = {} }: Manifest): Iterable<string> {
  if (namespace === undefined) yield "it stands in the system's namespace";
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data["value"] ?? "")) yield "base64";
  if ((data["value"] ?? "") === "") yield "value cannot be empty";
}
