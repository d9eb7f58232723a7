import { fields, isDnsName, items, type Manifest, text, type Value } from "./manifest.js";

/** meshexternalservice/api/v1alpha1/validator.go */
export function* destinationErrors({ metadata: { name }, spec = {} }: Manifest): Iterable<string> {
  if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) yield "the name is no RFC 1035 label, as part of a hostname is";
  const match = fields(spec["match"]);
  if (match["type"] !== "HostnameGenerator") yield "unrecognized type";
  if (!isPort(match["port"])) yield "port must be a valid (1-65535)";
  if (!["tcp", "grpc", "http", "http2"].includes(text(match["protocol"]))) yield "protocol";
  for (const { address, port } of items(spec["endpoints"]).map(fields)) {
    if (!isDnsName(text(address))) yield "address has to be a valid IP or hostname";
    if (!isPort(port)) yield "port of an endpoint";
  }
  const { verification } = fields(spec["tls"]);
  const { mode, serverName, subjectAltNames, clientCert, clientKey, caCert } = fields(verification);
  if (mode !== "Secured") yield "anybody would be believed";
  if (serverName !== undefined && !isDnsName(text(serverName))) yield "serverName must be a valid DNS name";
  if ((clientCert === undefined) !== (clientKey === undefined)) yield "clientCert and clientKey go together";
  for (const source of [caCert, clientCert, clientKey]) yield* sourceErrors(source);
  for (const { type } of items(subjectAltNames).map(fields))
    if (type !== "Exact" && type !== "Prefix") yield "type of SAN";
}

/** The shape of 2.14, which 3.0 refuses. */
function* sourceErrors(source: Value): Iterable<string> {
  if (source === undefined) return;
  const keys = Object.keys(fields(source));
  if (keys.length !== 1 || !["secret", "inline", "inlineString"].includes(keys[0] ?? "")) yield "data source";
}

const isPort = (port: Value): boolean => typeof port === "number" && port >= 1 && port <= 65535;

/** hostnamegenerator/api/v1alpha1/validate.go, of templates without variables. */
export function* generatorErrors({ spec = {} }: Manifest): Iterable<string> {
  if (Object.keys(fields(spec["selector"])).length !== 1) yield "exact one selector must be defined";
  if (!isDnsName(text(spec["template"]))) yield "template renders to what is not a valid DNS name";
}
