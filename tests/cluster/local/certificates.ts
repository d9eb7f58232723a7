import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../command.js";
import { clusterNetwork } from "./layout.js";

/** Who a certificate speaks for, and where it may be used. */
export interface CertificateRequest {
  /** File name without ending. */
  file: string;
  commonName: string;
  organization?: string;
  /** Subject alternative names in OpenSSL's notation: `DNS:x`, `IP:y`. Only servers have them. */
  names?: readonly string[];
  /** Defaults to `ca`. */
  signer?: "ca" | "front-proxy-ca";
}

/** Every certificate of a single-node cluster. */
export function certificateRequests(name: string, address: string): CertificateRequest[] {
  const { apiService, domain } = clusterNetwork;
  const api = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", `kubernetes.default.svc.${domain}`];
  return [
    {
      file: "apiserver",
      commonName: "kube-apiserver",
      names: [
        ...[...api, "localhost", name].map((dns) => `DNS:${dns}`),
        `IP:${apiService}`,
        `IP:${address}`,
        "IP:127.0.0.1",
      ],
    },
    {
      file: "kubelet",
      commonName: `system:node:${name}`,
      organization: "system:nodes",
      names: [`DNS:${name}`, `IP:${address}`],
    },
    { file: "admin", commonName: "isthmus-tests", organization: "system:masters" },
    { file: "apiserver-kubelet-client", commonName: "kube-apiserver-kubelet-client", organization: "system:masters" },
    { file: "controller-manager", commonName: "system:kube-controller-manager" },
    { file: "scheduler", commonName: "system:kube-scheduler" },
    { file: "kube-proxy", commonName: "system:kube-proxy" },
    { file: "front-proxy-client", commonName: "front-proxy-client", signer: "front-proxy-ca" },
  ];
}

const days = ["-days", "365"];
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes two roots, all leaves and the key that signs service account tokens, as PEM files in `folder`. */
export async function createCertificates(folder: string, name: string, address: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, "openssl.cnf");
  await writeFile(config, "[req]\ndistinguished_name = subject\n[subject]\n");
  const path = (file: string) => join(folder, file);
  const request = (file: string, subject: string, rest: readonly string[]) =>
    run("openssl", [
      ...["req", "-x509", "-config", config, ...newKey, ...days, "-subj", subject],
      ...["-keyout", path(`${file}.key`), "-out", path(`${file}.crt`), ...rest],
    ]);
  const extensions = (values: readonly string[]) => values.flatMap((value) => ["-addext", value]);

  const root = extensions([
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign,digitalSignature",
  ]);
  await Promise.all(["ca", "front-proxy-ca"].map((file) => request(file, `/CN=isthmus-${name}-${file}`, root)));
  await run("openssl", [
    "genpkey",
    "-algorithm",
    "RSA",
    "-pkeyopt",
    "rsa_keygen_bits:2048",
    "-out",
    path("service-account.key"),
  ]);
  await run("openssl", ["pkey", "-in", path("service-account.key"), "-pubout", "-out", path("service-account.pub")]);
  for (const { file, commonName, organization, names = [], signer = "ca" } of certificateRequests(name, address)) {
    const subject = `${organization === undefined ? "" : `/O=${organization}`}/CN=${commonName}`;
    await request(file, subject, [
      ...["-CA", path(`${signer}.crt`), "-CAkey", path(`${signer}.key`)],
      ...extensions([
        "basicConstraints=critical,CA:FALSE",
        "keyUsage=critical,digitalSignature",
        names.length === 0 ? "extendedKeyUsage=clientAuth" : "extendedKeyUsage=serverAuth,clientAuth",
        ...(names.length === 0 ? [] : [`subjectAltName=${names.join(",")}`]),
      ]),
    ]);
  }
}
