import * as kubernetes from "@pulumi/kubernetes";

/** Callers: two service accounts of mesh shop, and one of mesh partner. */
export function shopWorkloads(kubeconfig: string | undefined): void {
  const opts = provider("east-workloads", kubeconfig);
  const web = namespace("web", opts);
  const visitors = namespace("visitors", opts);
  caller("checkout", web, opts);
  caller("catalog", web, opts);
  caller("visitor", visitors, opts);
}

/** The service that is called. It knows nothing of meshes and answers with the headers that it got. */
export function paymentsWorkloads(kubeconfig: string | undefined): void {
  const opts = provider("west-workloads", kubeconfig);
  const pay = namespace("pay", opts);
  const labels = { app: "charges" };
  workload("charges", pay, "isthmus.test/server:dev", { env: [{ name: "NAME", value: "charges" }] }, opts);
  new kubernetes.core.v1.Service(
    "charges",
    { metadata: { name: "charges", namespace: pay }, spec: { selector: labels, ports: [{ port: 8080 }] } },
    opts,
  );
}

interface Options {
  provider?: kubernetes.Provider;
}

const provider = (name: string, kubeconfig: string | undefined): Options =>
  kubeconfig === undefined ? {} : { provider: new kubernetes.Provider(name, { kubeconfig }) };

const namespace = (name: string, opts: Options) =>
  new kubernetes.core.v1.Namespace(
    name,
    { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
    opts,
  ).metadata.name;

type Name = ReturnType<typeof namespace>;

const caller = (name: string, of: Name, opts: Options): void =>
  workload(name, of, "isthmus.test/client:dev", { args: ["sleep"] }, opts);

function workload(name: string, of: Name, image: string, container: object, opts: Options): void {
  const labels = { app: name };
  new kubernetes.core.v1.ServiceAccount(name, { metadata: { name, namespace: of } }, opts);
  new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: { name, namespace: of },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name,
                image,
                imagePullPolicy: "IfNotPresent",
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
                ...container,
              },
            ],
          },
        },
      },
    },
    opts,
  );
}
