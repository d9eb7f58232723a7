import type { NodePrograms } from "../programs.js";
import { apiPort, clusterNetwork, type NodeLayout } from "./layout.js";

/** A program of a node and how it is called. */
export interface Component {
  name: string;
  program: string;
  args: readonly string[];
}

export interface NodeFacts {
  name: string;
  address: string;
  layout: Pick<NodeLayout, "pki" | "config">;
  programs: Omit<NodePrograms, "kubectl" | "coredns">;
}

/** What the API server needs and what needs no API server. */
export function firstComponents({ address, layout, programs }: NodeFacts): Component[] {
  const pki = (file: string) => `${layout.pki}/${file}`;
  return [
    { name: "containerd", program: "containerd", args: ["--config", `${layout.config}/containerd.toml`] },
    {
      name: "etcd",
      program: programs.etcd,
      args: [
        "--data-dir=/var/lib/etcd",
        "--unsafe-no-fsync",
        "--log-level=warn",
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--listen-peer-urls=http://127.0.0.1:2380",
      ],
    },
    {
      name: "kube-apiserver",
      program: programs["kube-apiserver"],
      args: [
        `--advertise-address=${address}`,
        `--bind-address=${address}`,
        `--secure-port=${apiPort}`,
        "--etcd-servers=http://127.0.0.1:2379",
        `--service-cluster-ip-range=${clusterNetwork.services}`,
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        `--client-ca-file=${pki("ca.crt")}`,
        `--tls-cert-file=${pki("apiserver.crt")}`,
        `--tls-private-key-file=${pki("apiserver.key")}`,
        `--kubelet-certificate-authority=${pki("ca.crt")}`,
        `--kubelet-client-certificate=${pki("apiserver-kubelet-client.crt")}`,
        `--kubelet-client-key=${pki("apiserver-kubelet-client.key")}`,
        "--kubelet-preferred-address-types=InternalIP",
        `--service-account-issuer=https://kubernetes.default.svc.${clusterNetwork.domain}`,
        `--service-account-key-file=${pki("service-account.pub")}`,
        `--service-account-signing-key-file=${pki("service-account.key")}`,
        `--requestheader-client-ca-file=${pki("front-proxy-ca.crt")}`,
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        `--proxy-client-cert-file=${pki("front-proxy-client.crt")}`,
        `--proxy-client-key-file=${pki("front-proxy-client.key")}`,
      ],
    },
  ];
}

/** What gives up when no API server answers. */
export function secondComponents({ name, address, layout, programs }: NodeFacts): Component[] {
  const pki = (file: string) => `${layout.pki}/${file}`;
  const kubeconfigs = (component: string) =>
    ["", "authentication-", "authorization-"].map(
      (kind) => `--${kind}kubeconfig=${layout.config}/${component}.kubeconfig`,
    );
  return [
    {
      name: "kube-controller-manager",
      program: programs["kube-controller-manager"],
      args: [
        ...kubeconfigs("controller-manager"),
        "--bind-address=127.0.0.1",
        "--leader-elect=false",
        "--allocate-node-cidrs=true",
        `--cluster-cidr=${clusterNetwork.pods}`,
        `--service-cluster-ip-range=${clusterNetwork.services}`,
        `--client-ca-file=${pki("ca.crt")}`,
        `--root-ca-file=${pki("ca.crt")}`,
        `--cluster-signing-cert-file=${pki("ca.crt")}`,
        `--cluster-signing-key-file=${pki("ca.key")}`,
        `--service-account-private-key-file=${pki("service-account.key")}`,
        "--use-service-account-credentials=true",
      ],
    },
    {
      name: "kube-scheduler",
      program: programs["kube-scheduler"],
      args: [...kubeconfigs("scheduler"), "--bind-address=127.0.0.1", "--leader-elect=false"],
    },
    {
      name: "kubelet",
      program: programs.kubelet,
      args: [
        `--config=${layout.config}/kubelet.json`,
        `--kubeconfig=${layout.config}/kubelet.kubeconfig`,
        `--hostname-override=${name}`,
        `--node-ip=${address}`,
        `--node-labels=isthmus.test/cluster=${name}`,
      ],
    },
    { name: "kube-proxy", program: programs["kube-proxy"], args: [`--config=${layout.config}/kube-proxy.json`] },
  ];
}
