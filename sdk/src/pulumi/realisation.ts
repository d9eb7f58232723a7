import * as pulumi from "@pulumi/pulumi";
import { type Problem, ProblemsError } from "../model/problem.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import type { Owner } from "../targets/emitted.js";
import { type Plan, planFabric } from "../targets/plan.js";
import { claimProblems } from "./claims.js";
import { type Declarations, splitConnections } from "./declarations.js";
import { FabricError } from "./fabric-error.js";
import { issueCertificates } from "./issue-certificates.js";
import { kubernetesResource, withMaterial } from "./kubernetes-resource.js";
import { type LateObject, type LatePlan, planLate } from "./late/late-plan.js";
import { warnOfMissingKinds } from "./missing-kinds.js";
import { plainProblems, problemsBeside } from "./plain-problems.js";
import { clusterProviders } from "./providers.js";
import { RegistrationOrder } from "./registration-order.js";

/** The components that a Fabric's declarations become in the tree of resources. */
const types: Partial<Record<Owner["kind"], string>> = {
  meshes: "isthmus:index:Mesh",
  meshGateways: "isthmus:index:MeshGateway",
  natGateways: "isthmus:index:NatGateway",
  vpcs: "isthmus:index:Vpc",
};

/**
 * Turns declarations into resources below a component, and says who may reach what. `self` is the declaration that the
 * component itself stands for; its objects are the component's own children.
 *
 * @throws FabricError with every problem at once, before any resource is registered.
 */
export function realise(
  component: pulumi.ComponentResource,
  name: string,
  declarations: Declarations,
  self?: Owner,
): pulumi.Output<Record<string, ConnectivityRow>> {
  const { spec, connections } = splitConnections(declarations);
  const late = planned(component, name, spec);
  const plan = late.known;
  for (const note of plan.fabric.notes) void pulumi.log.info(`${note.message} (${note.path})`, component);

  const taken = claimProblems(component, name, plan.objects, connections);
  if (taken.length > 0) throw new FabricError(component, taken);
  warnOfMissingKinds(component, plan.objects, connections);

  const providers = clusterProviders(component, name, connections);
  const parentOf = ownerComponents(component, name, self);
  const material = issueCertificates(plan.certificates, parentOf);
  const order = new RegistrationOrder();
  for (const [index, emitted] of plan.objects.entries()) {
    const { resource: parent, name: parentName } = parentOf(emitted.owner);
    const object = withMaterial(
      late.object(index, (part) => withMaterial(part, material)),
      material,
    ) as LateObject;
    const resource = kubernetesResource(`${parentName}-${emitted.id}`, onceThere(order.needed(emitted), object), {
      parent,
      ...(emitted.cluster !== undefined && { provider: providers[emitted.cluster] }),
      dependsOn: order.before(emitted),
    });
    order.add(emitted, resource);
  }
  return late.connectivity;
}

/**
 * Labels that are unknown until the object is there without which the cluster refuses this one: no engine asks a cluster
 * about what is not known yet, so the first preview is not refused for want of what `up` makes.
 */
function onceThere(needed: pulumi.CustomResource | undefined, object: LateObject): LateObject {
  if (needed === undefined) return object;
  const metadata = object["metadata"] as { labels?: unknown };
  return { ...object, metadata: { ...metadata, labels: needed.id.apply(() => metadata.labels) } };
}

function planned(component: pulumi.ComponentResource, name: string, spec: unknown): LatePlan {
  const refuse = (problems: Problem[]): FabricError => new FabricError(component, problems);
  const planPlain = (plain: unknown): Plan => planFabric(name, plain);
  const plan = (filled: unknown): Plan => {
    const late = [...plainProblems(filled)];
    if (late.length > 0) throw refuse([...late, ...problemsBeside(late, filled, planPlain)]);
    try {
      return planPlain(filled);
    } catch (error) {
      throw error instanceof ProblemsError ? refuse(error.problems) : error;
    }
  };
  return planLate(spec, plan, refuse);
}

/** A component for each declaration that owns something, made when it is first asked for. */
function ownerComponents(root: pulumi.ComponentResource, rootName: string, self: Owner | undefined) {
  const made = new Map<string, { resource: pulumi.Resource; name: string }>();
  return (owner: Owner | undefined): { resource: pulumi.Resource; name: string } => {
    if (owner === undefined || (self?.kind === owner.kind && self.name === owner.name))
      return { resource: root, name: rootName };
    const { kind, name } = owner;
    const key = `${kind}.${name}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const childName = `${rootName}-${name}`;
    const child = {
      resource: new DeclarationGroup(types[kind] ?? "isthmus:index:Group", childName, root),
      name: childName,
    };
    made.set(key, child);
    return child;
  };
}

/** Holds the objects of one declaration of a Fabric. */
class DeclarationGroup extends pulumi.ComponentResource {
  constructor(type: string, name: string, parent: pulumi.Resource) {
    super(type, name, {}, { parent });
    this.registerOutputs({});
  }
}
