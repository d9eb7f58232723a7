/** A Kubernetes object as data. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** A namespace and what a platform puts into one, as many objects as asked for: nothing that starts a pod. */
export function objects(count: number, namespace: string): KubeObject[] {
  const made = Array.from({ length: count - 1 }, (_, index): KubeObject => {
    const metadata = { name: `item-${index}`, namespace, labels: { "app.kubernetes.io/part-of": "bench" } };
    return [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { "settings.json": JSON.stringify({ index, retries: 3, hosts: ["a.example", "b.example"] }, null, 2) },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {
          clusterIP: "None",
          selector: { app: metadata.name },
          ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
        },
      },
      { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata,
        rules: [
          { apiGroups: [""], resources: ["configmaps"], resourceNames: [metadata.name], verbs: ["get", "watch"] },
        ],
      },
    ][index % 4] as KubeObject;
  });
  return [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, ...made];
}
