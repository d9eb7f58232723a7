import type { Problem } from "../../model/problem.js";
import type { Subject } from "../handler.js";
import { messageOf } from "../../model/problem.js";
import { hasUnknown, isRecord, type Properties, revealed, stringAt, UNKNOWN, type Value, valueAt } from "../value.js";
import { describe, SKIP_AWAIT } from "./await.js";
import { type ClusterClient, type KubernetesObject, type ObjectReference } from "./cluster-client.js";
import type { Clusters } from "./clusters.js";
import { keyPairFault } from "./key-pair.js";
import { appliedManifest, fallbackNamespace, referenceOf } from "./object.js";
import { podReferences } from "./pod-references.js";
import { isBuiltIn } from "./scope.js";

/** An object that is made or changed, and what its pods need. */
interface Need {
  subject: Subject;
  client: ClusterClient;
  /** The object with the pods. */
  of: ObjectReference;
  field: string;
  wanted: ObjectReference;
}

/** What Kubernetes itself puts into every namespace. */
const EVERYWHERE = new Set(["ConfigMap kube-root-ca.crt"]);

/**
 * Secrets and ConfigMaps that the pods of a run need: they must be in the cluster, or be registered in the run, and a
 * TLS Secret must hold a key pair.
 */
export class Preflight {
  readonly #registered: Subject[] = [];
  readonly #needs: Need[] = [];

  constructor(private readonly clusters: Clusters) {}

  /** An object is part of the run, whether anything is to be done to it or not. */
  registers(subject: Subject): void {
    this.#registered.push(subject);
  }

  /** An object is to be made or changed. */
  needs(subject: Subject, client: ClusterClient): void {
    const { inputs } = subject;
    if (valueAt(inputs, "metadata", "namespace") === UNKNOWN) return;
    const of = referenceOf(inputs, true, fallbackNamespace(subject, client.namespace));
    for (const { kind, name, field } of podReferences(of.kind, inputs)) {
      const { namespace = "" } = of;
      if (EVERYWHERE.has(`${kind} ${name}`)) continue;
      this.#needs.push({ subject, client, of, field, wanted: { apiVersion: "v1", kind, namespace, name } });
    }
  }

  /** What is missing or cannot be used, now that everything is registered. What cannot be told is a warning. */
  async problems(): Promise<Problem[]> {
    const looks = new Map<string, Promise<KubernetesObject | undefined>>();
    const found = await Promise.all(this.#needs.map((need) => this.#problemOf(need, looks)));
    return found.flatMap((problem) => problem ?? []);
  }

  async #problemOf(
    need: Need,
    looks: Map<string, Promise<KubernetesObject | undefined>>,
  ): Promise<Problem | undefined> {
    const { subject, client, wanted } = need;
    const ours = await this.#registration(need);
    if (ours !== undefined) return faultOf(need, contents(ours.inputs, wanted));
    const key = `${client.server} ${describe(wanted)}`;
    const look = looks.get(key) ?? client.get(wanted);
    looks.set(key, look);
    try {
      const live = await look;
      if (live !== undefined) return faultOf(need, live);
    } catch (error) {
      subject.warn(`whether ${describe(wanted)} exists cannot be told: ${messageOf(error)}`);
      return undefined;
    }
    if (await this.#mayBeMade(need)) return undefined;
    const problem = missing(need);
    if (stringAt(subject.inputs, "metadata", "annotations", SKIP_AWAIT) !== "true") return problem;
    subject.warn(problem.message);
    return undefined;
  }

  async #registration({ wanted, client }: Need): Promise<Subject | undefined> {
    const { kind, name } = wanted;
    for (const subject of this.#registered) {
      const { inputs } = subject;
      if (stringAt(inputs, "kind") !== kind || stringAt(inputs, "metadata", "name") !== name) continue;
      if (await this.#isIn(subject, client, wanted.namespace)) return subject;
    }
    return undefined;
  }

  /** A custom resource that names what is wanted, as a Certificate names its Secret, may have it made. */
  async #mayBeMade({ wanted, client }: Need): Promise<boolean> {
    for (const subject of this.#registered) {
      const { inputs } = subject;
      if (isBuiltIn(stringAt(inputs, "apiVersion") ?? "") || !mentions(revealed(inputs), wanted.name)) continue;
      if (await this.#isIn(subject, client, wanted.namespace)) return true;
    }
    return false;
  }

  async #isIn(subject: Subject, client: ClusterClient, namespace: string | undefined): Promise<boolean> {
    const own = valueAt(subject.inputs, "metadata", "namespace");
    const cluster = await this.clusters.lookUp(subject);
    if ("offline" in cluster || own === UNKNOWN) return true;
    const there = referenceOf(subject.inputs, true, fallbackNamespace(subject, cluster.client.namespace)).namespace;
    return cluster.client.server === client.server && there === namespace;
  }
}

function missing({ of, field, wanted }: Need): Problem {
  return {
    code: "kubernetes.reference-missing",
    path: `${describe(of)} ${field}`,
    message: `${describe(of)} needs ${describe(wanted)} (${field}), which does not exist and which this program does not create`,
    hint: `create it in the program or in the cluster; if its pods can do without, write \`optional: true\`; if others make it later, annotate the object with \`${SKIP_AWAIT}: "true"\``,
  };
}

/** What keeps a TLS Secret from being used. */
function faultOf({ of, field, wanted }: Need, object: KubernetesObject | undefined): Problem | undefined {
  if (wanted.kind !== "Secret" || object?.["type"] !== "kubernetes.io/tls") return undefined;
  const { data } = object;
  const fault = keyPairFault(isRecord(data) ? data : {});
  if (fault === undefined) return undefined;
  return {
    code: "kubernetes.key-pair",
    path: `${describe(of)} ${field}`,
    message: `${describe(wanted)} is of type kubernetes.io/tls and of no use: ${fault}`,
    hint: "put a certificate in PEM, its chain after it, into tls.crt, and its private key into tls.key",
  };
}

/** A registered object as it will be; undefined while `up` must still compute some of it. */
const contents = (inputs: Properties, reference: ObjectReference): KubernetesObject | undefined =>
  hasUnknown(inputs) ? undefined : appliedManifest(inputs, reference);

/** True if some text is the name, or may turn out to be. */
function mentions(value: Value, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => mentions(item, name));
  if (isRecord(value)) return Object.values(value).some((item) => mentions(item, name));
  return value === name || value === UNKNOWN;
}
