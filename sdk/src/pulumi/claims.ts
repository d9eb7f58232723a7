import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../model/problem.js";
import type { EmittedObject } from "../targets/emitted.js";
import type { ClusterConnection } from "./declarations.js";

/** Who makes an object: the component by name, and what of it the object stands for. */
interface Claim {
  name: string;
  declaration: string;
}

/** What the components of one program make, by the monitor that the program talks to. */
const programs = new WeakMap<object, Map<string, Claim>>();

const monitorInUse = (): object => pulumi.runtime.getMonitor() ?? programs;

/** Where one program follows another in a process, with one monitor, as in tests with mocks: the next begins anew. */
export const forgetClaims = (): void => void programs.delete(monitorInUse());

/**
 * Claims every object of a component, and says which of them another component of the program makes already: one would
 * take the other's place, and whoever goes first would delete it for both. Where anything is taken nothing is claimed.
 * Components of one name are left to Pulumi, which refuses two resources with one URN.
 */
export function claimProblems(
  component: pulumi.ComponentResource,
  name: string,
  objects: EmittedObject[],
  connections: Record<string, ClusterConnection>,
): Problem[] {
  const monitor = monitorInUse();
  const claims = programs.get(monitor) ?? new Map<string, Claim>();
  programs.set(monitor, claims);
  const wanted = objects.map((emitted): [string, EmittedObject] => [keyOf(component, emitted, connections), emitted]);
  const problems = wanted.flatMap(([key, emitted]) => {
    const first = claims.get(key);
    return first === undefined || first.name === name ? [] : [takenProblem(emitted, first, name)];
  });
  if (problems.length > 0) return problems;
  for (const [key, emitted] of wanted) claims.set(key, { name, declaration: declarationOf(emitted) });
  return [];
}

function takenProblem(emitted: EmittedObject, first: Claim, name: string): Problem {
  const { kind, metadata } = emitted.object;
  const id = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  const isNamespace = kind === "Namespace";
  return {
    code: "object.claimed",
    path: declarationOf(emitted),
    message: `${kind} ${id} of "${name}" is made by "${first.name}" already, for ${first.declaration}`,
    hint: isNamespace
      ? "let one of them make it: set createNamespace: false on the other's Routes, or name the namespace in its mesh"
      : "give one of them another name or namespace, or declare both in one Fabric",
  };
}

const declarationOf = ({ owner }: EmittedObject): string =>
  owner === undefined ? "the Fabric as a whole" : `${owner.kind}.${owner.name}`;

/** Where an object stands, as far as the program knows before it runs: clusters that only turn out the same are two. */
function keyOf(
  component: pulumi.ComponentResource,
  { cluster, object: { apiVersion, kind, metadata } }: EmittedObject,
  connections: Record<string, ClusterConnection>,
): string {
  const connection = cluster === undefined ? undefined : connections[cluster];
  const { kubeconfig, context } = connection ?? {};
  const provider = component.getProvider("kubernetes:core/v1:ConfigMap");
  const where =
    kubeconfig === undefined && context === undefined
      ? ["provider", identify(provider)]
      : [identify(kubeconfig), identify(context)];
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return JSON.stringify([where, group, kind, metadata.namespace ?? "", metadata.name]);
}

const identities = new WeakMap<object, number>();
let next = 0;

/** Text as it is, and what is known later by the object that will tell. */
function identify(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? null;
  const known = identities.get(value) ?? ++next;
  identities.set(value, known);
  return known;
}
