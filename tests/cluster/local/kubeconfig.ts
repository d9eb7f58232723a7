/** How one identity reaches the API server; YAML is a superset of the JSON that is written. */
export function kubeconfig({ context, server, ca, certificate, key }: KubeconfigFields) {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [{ name: context, cluster: { server, ...ca } }],
    users: [{ name: context, user: { ...certificate, ...key } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  };
}

export interface KubeconfigFields {
  context: string;
  server: string;
  ca: { "certificate-authority": string } | { "certificate-authority-data": string };
  certificate: { "client-certificate": string } | { "client-certificate-data": string };
  key: { "client-key": string } | { "client-key-data": string };
}
