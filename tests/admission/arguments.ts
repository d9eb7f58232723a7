import { clusterNetwork } from "../cluster/local/layout.js";

/** Free ports of the loopback. */
export interface Ports {
  api: number;
  etcd: number;
  peer: number;
}

/** How etcd is called: on the loopback alone, and with nothing worth a sync to disk. */
export function etcdArguments({ etcd, peer }: Ports, folder: string): string[] {
  const url = (port: number) => `http://127.0.0.1:${port}`;
  return [
    `--data-dir=${folder}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${url(etcd)}`,
    `--advertise-client-urls=${url(etcd)}`,
    `--listen-peer-urls=${url(peer)}`,
    `--initial-advertise-peer-urls=${url(peer)}`,
    `--initial-cluster=default=${url(peer)}`,
  ];
}

/** How an API server is called that no node and no controller joins. */
export const serverArguments = ({ api, etcd }: Ports, address: string, pki: string): string[] => [
  `--bind-address=${address}`,
  `--secure-port=${api}`,
  `--etcd-servers=http://127.0.0.1:${etcd}`,
  `--service-cluster-ip-range=${clusterNetwork.services}`,
  // pods could not reach it: there are none
  "--endpoint-reconciler-type=none",
  // it would refuse pods until a controller has made their account
  "--disable-admission-plugins=ServiceAccount",
  "--allow-privileged=true",
  "--authorization-mode=RBAC",
  `--client-ca-file=${pki}/ca.crt`,
  `--tls-cert-file=${pki}/apiserver.crt`,
  `--tls-private-key-file=${pki}/apiserver.key`,
  `--service-account-issuer=https://kubernetes.default.svc.${clusterNetwork.domain}`,
  `--service-account-key-file=${pki}/service-account.pub`,
  `--service-account-signing-key-file=${pki}/service-account.key`,
];
