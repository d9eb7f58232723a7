/** A Deployment of one container, whose pods are found by its name. */
export const deployment = (namespace: string, app: string, image: string, pod: Pod = {}): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: app, namespace },
  spec: {
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app, ...pod.labels } },
      spec: {
        serviceAccountName: pod.serviceAccountName,
        containers: [{ name: app, image, imagePullPolicy: "Never" }],
      },
    },
  },
});

interface Pod {
  labels?: object;
  serviceAccountName?: string;
}
