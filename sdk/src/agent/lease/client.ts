import { readFile } from "node:fs/promises";
import { request as insecure, type RequestOptions } from "node:http";
import { request as secure } from "node:https";
import { type Problem, ProblemsError } from "../../model/problem.js";
import { fileProblem } from "../problems.js";
import type { LeaseRecord } from "./decide.js";

/** `coordination.k8s.io/v1`, kind Lease, as far as we write it; what else it has is kept. */
export interface Lease {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; resourceVersion?: string };
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

/** Reads and writes one Lease. */
export interface LeaseClient {
  /** Undefined if there is none. */
  read: () => Promise<Lease | undefined>;
  /** False if somebody else was faster. */
  write: (lease: Lease) => Promise<boolean>;
}

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The API server with the pod's service account; `api` is another one, `http://…` or `unix:/socket`, without
 * credentials.
 */
export function leaseClient(namespace: string, name: string, timeout: number, api?: string): LeaseClient {
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const ask = async (method: string, path: string, body?: Lease): Promise<{ status: number; body: string }> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = text === undefined ? {} : { "content-type": "application/json" };
    return exchange({ ...(await server(api)), method, path, timeout }, headers, text);
  };
  return {
    async read() {
      const { status, body } = await ask("GET", `${collection}/${name}`);
      if (status === 404) return undefined;
      if (status !== 200) throw refusedBy(status, body);
      return JSON.parse(body) as Lease;
    },
    async write(lease) {
      const fresh = lease.metadata.resourceVersion === undefined;
      const { status, body } = await ask(fresh ? "POST" : "PUT", fresh ? collection : `${collection}/${name}`, lease);
      if (status === 409) return false;
      if (status !== 200 && status !== 201) throw refusedBy(status, body);
      return true;
    },
  };
}

/** What a Lease says of who holds it. */
export const recordOf = ({ metadata, spec = {} }: Lease): LeaseRecord => ({
  holder: spec.holderIdentity ?? "",
  version: metadata.resourceVersion ?? "",
  duration: (spec.leaseDurationSeconds ?? 0) * 1000,
});

/** `--lease NAMESPACE/NAME` in its parts. */
export function parseLeaseName(text: string): [namespace: string, name: string] | Problem {
  const label = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";
  const [, namespace, name] = new RegExp(`^(${label})/(${label})$`).exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return [namespace, name];
  return fileProblem("option", "--lease", `${JSON.stringify(text)} is not NAMESPACE/NAME`, "write NAMESPACE/NAME");
}

async function server(api: string | undefined): Promise<RequestOptions & { ca?: string }> {
  if (api?.startsWith("unix:") === true) return { protocol: "http:", socketPath: api.slice("unix:".length) };
  if (api !== undefined) {
    const { protocol, hostname, port } = new URL(api);
    return { protocol, hostname, port };
  }
  const hostname = process.env["KUBERNETES_SERVICE_HOST"];
  if (hostname === undefined) {
    const hint = "run it in a pod, or without --lease";
    throw new ProblemsError([fileProblem("no-cluster", "--lease", "this is no pod of a cluster", hint)]);
  }
  // read each time: the kubelet replaces the token before it expires
  const [token, ca] = await Promise.all(["token", "ca.crt"].map((file) => readFile(`${account}/${file}`, "utf8")));
  const port = process.env["KUBERNETES_SERVICE_PORT"] ?? "443";
  const headers = { authorization: `Bearer ${(token ?? "").trim()}` };
  return { protocol: "https:", hostname, port, headers, ...(ca === undefined ? {} : { ca }) };
}

function exchange(
  options: RequestOptions & { ca?: string },
  headers: Record<string, string>,
  body: string | undefined,
): Promise<{ status: number; body: string }> {
  const send = options.protocol === "https:" ? secure : insecure;
  const all = { accept: "application/json", ...(options.headers as Record<string, string> | undefined), ...headers };
  return new Promise((resolve, reject) => {
    const request = send({ ...options, headers: all, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    // of the whole exchange, not of a silence in it
    const timer = setTimeout(() => request.destroy(new Error("no answer in time")), options.timeout);
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

function refusedBy(status: number, body: string): Error {
  const way = status === 403 ? "; the service account needs get, create and update on leases" : "";
  return new Error(`the API server answered ${status}${way}: ${body.slice(0, 200)}`);
}
