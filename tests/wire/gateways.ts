import { parse } from "yaml";
import { type Plan, planFabric } from "../../sdk/src/targets/plan.js";
import { Backends } from "./backend.js";
import { type RunningEnvoy, startEnvoy } from "./envoy.js";
import { Trust } from "./material.js";
import { addressesIn, clustersFile } from "./placement.js";
import { type Pod, podsOf } from "./pod.js";

/**
 * The gateways of a Fabric as processes of this machine. A gateway that another one calls is found by the name of its
 * Service; every other host is a backend, named as it is called.
 */
export class Gateways {
  readonly trust = new Trust();
  readonly backends = new Backends();
  readonly #running = new Map<string, RunningEnvoy>();
  plan: Plan = planFabric("wire", {});

  /** Secrets that gateways mount and Isthmus does not make, by name and key. */
  readonly secrets: Record<string, Record<string, string>> = {};

  /** A PEM file in place of the authorities that Envoy's image believes. */
  publicAuthorities: string | undefined;

  /** What is changed about a pod before it runs, such as a limit that a test cannot wait for. */
  edit: (pod: Pod) => Pod = (pod) => pod;

  /** Ports that stand in for hosts, whatever runs under the host's name. */
  readonly impostors = new Map<string, number>();

  /** Starts the gateways of these names, or all; those that are called before those that call. */
  async start(fabric: unknown, names?: string[]): Promise<void> {
    const pods = (await this.#pods(fabric)).filter(({ name }) => names?.includes(name) ?? true);
    for (const pod of pods) {
      await this.#startBackends(pod);
      this.#running.set(pod.name, await startEnvoy(pod, (host, port) => this.#upstream(host, port)));
    }
  }

  /** Gives the gateways that run the files of another Fabric, without touching the processes. */
  async change(fabric: unknown): Promise<void> {
    for (const pod of await this.#pods(fabric)) {
      const envoy = this.#running.get(pod.name);
      if (envoy === undefined) continue;
      await this.#startBackends(pod);
      envoy.replaceFiles(pod);
    }
  }

  envoy(name: string): RunningEnvoy {
    const envoy = this.#running.get(name);
    if (envoy === undefined) throw new Error(`gateway "${name}" does not run`);
    return envoy;
  }

  /** Where a consumer's call to a hostname arrives, by the Services that give it its name in the cluster. */
  consumerPort(hostname: string, port = 80): number {
    const services = this.plan.objects.flatMap(({ object }) =>
      object.kind === "Service" ? [object as unknown as Service] : [],
    );
    const named = services.find(({ metadata }) => `${metadata.name}.${metadata.namespace}` === hostname);
    const door = services.find(({ metadata }) => metadata.name === gatewayName(named?.spec.externalName ?? ""));
    const targetPort = door?.spec.ports?.find((candidate) => candidate.port === port)?.targetPort;
    if (door === undefined || targetPort === undefined) throw new Error(`nothing answers to ${hostname}:${port}`);
    return this.envoy(door.spec.selector?.["app.kubernetes.io/instance"] ?? "").portOf(targetPort);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((envoy) => envoy.stop()));
    this.#running.clear();
    await this.backends.stop();
  }

  async #pods(fabric: unknown): Promise<Pod[]> {
    this.plan = planFabric("wire", fabric);
    const material = await this.trust.issue(this.plan.certificates);
    const pods = podsOf(this.plan, material, this.secrets).map((pod) => this.edit(pod));
    const { publicAuthorities } = this;
    return publicAuthorities === undefined ? pods : pods.map((pod) => believing(publicAuthorities, pod));
  }

  async #startBackends({ volumes }: Pod): Promise<void> {
    for (const { [clustersFile]: clusters = "" } of Object.values(volumes)) {
      for (const { host, port } of addressesIn(parse(clusters, { maxAliasCount: -1 })).upstream) {
        if (!this.#running.has(gatewayName(host))) await this.backends.start(`${host}:${port}`);
      }
    }
  }

  #upstream(host: string, port: number): number {
    const impostor = this.impostors.get(host);
    if (impostor !== undefined) return impostor;
    const gateway = this.#running.get(gatewayName(host));
    return gateway === undefined ? this.backends.portOf(`${host}:${port}`) : gateway.portOf(port);
  }
}

const believing = (authorities: string, { volumes, ...pod }: Pod): Pod => ({
  ...pod,
  volumes: Object.fromEntries(
    Object.entries(volumes).map(([path, files]) => [
      path,
      Object.fromEntries(
        Object.entries(files).map(([file, text]) => [
          file,
          text.replaceAll("/etc/ssl/certs/ca-certificates.crt", authorities),
        ]),
      ),
    ]),
  ),
});

interface Service {
  metadata: { name: string; namespace: string };
  spec: { externalName?: string; selector?: Record<string, string>; ports?: { port: number; targetPort: number }[] };
}

/** `edge` of `edge.isthmus-payments.svc.cluster.local`. */
const gatewayName = (host: string): string => host.split(".")[0] ?? "";
