import type { Manifest } from "./admission.js";

type Fields = Record<string, unknown>;

const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const texts = (value: unknown): Record<string, string> => fields(value) as Record<string, string>;

/** What an object refers to and no other object is: Secrets of authorities, Services of doors, ports, volumes of tokens. */
export const danglingReferences = (objects: Manifest[]): string[] =>
  objects.flatMap((object) =>
    [...(finders[object.kind]?.(object, objects) ?? [])].map(
      (what) => `${object.kind} ${object.metadata.name}: ${what}`,
    ),
  );

const finders: Record<string, (object: Manifest, objects: Manifest[]) => Iterable<string>> = {
  *MeshIdentity({ metadata, spec }, objects) {
    const { ca } = fields(fields(fields(spec)["provider"])["bundled"]);
    for (const source of Object.values(fields(ca))) {
      const { name } = texts(fields(source)["secretRef"]);
      const secret = objects.find(({ kind, metadata: other }) => kind === "Secret" && other.name === name);
      if (secret?.metadata.namespace !== metadata.namespace) yield `no Secret ${name ?? ""}`;
      if (secret?.type !== "system.kuma.io/secret" || secret.data?.["value"] === undefined)
        yield `Secret ${name ?? ""} is none of Kuma's`;
    }
  },
  *HostnameGenerator({ spec }, objects) {
    const labels = texts(fields(fields(fields(spec)["selector"])["meshService"])["matchLabels"]);
    const services = objects.filter(
      ({ kind, metadata }) =>
        kind === "Service" &&
        metadata.name === labels["k8s.kuma.io/service-name"] &&
        metadata.namespace === labels["k8s.kuma.io/namespace"] &&
        metadata.labels?.["kuma.io/mesh"] === labels["kuma.io/mesh"],
    );
    if (services.length !== 1) yield `selects ${services.length} Services`;
  },
  *MeshTrafficPermission({ metadata, spec }, objects) {
    const { labels, sectionName } = fields(fields(spec)["targetRef"]);
    const { "k8s.kuma.io/namespace": named, ...ofPods } = texts(labels);
    if (named !== metadata.namespace) yield "not of its namespace";
    if (typeof sectionName !== "string") return;
    const services = objects.filter(
      ({ kind, metadata: { namespace }, spec: of }) =>
        kind === "Service" &&
        namespace === metadata.namespace &&
        JSON.stringify(fields(of)["selector"]) === JSON.stringify(ofPods) &&
        (fields(of)["ports"] as { targetPort: number }[]).some(({ targetPort }) => String(targetPort) === sectionName),
    );
    if (services.length !== 1) yield `port ${sectionName} is of ${services.length} Services`;
  },
  *Deployment({ spec }) {
    const template = fields(fields(spec)["template"]);
    const volume = texts(fields(template["metadata"])["annotations"])["kuma.io/service-account-token-volume"];
    const volumes = fields(template["spec"])["volumes"] as { name: string }[];
    if (volume !== undefined && !volumes.some(({ name }) => name === volume)) yield `no volume ${volume}`;
  },
};
