import type { DeclarationKind } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import type { Declared } from "./declared.js";
import { suggestName } from "./nearest.js";
import { defaultNatGateway } from "./defaults.js";
import { propertyPath } from "./path.js";
import { selectedGateways } from "./permission-problems.js";
import { mentionedExposes } from "./route-mentions.js";

interface Reference {
  kind: DeclarationKind;
  name: string | undefined;
  /** The declaration, and where in it. */
  of: PropertyKey[];
  at: PropertyKey[];
}

/** How a kind is called in a sentence. */
const nouns: Record<DeclarationKind, string> = {
  meshes: "mesh",
  vpcs: "VPC",
  clusters: "cluster",
  meshGateways: "mesh gateway",
  crossMeshPermissions: "permission",
  exposes: "Expose",
  routes: "Route",
  peerings: "Peering",
  natGateways: "NAT gateway",
  externalGateways: "external gateway",
};

/** Every name that a declaration mentions is declared. */
export function* referenceProblems(declared: Declared): Iterable<Problem> {
  const { spec, names } = declared;
  yield* tagProblems(declared);
  for (const { kind, name, of, at } of references(spec)) {
    if (name === undefined || names[kind].has(name)) continue;
    yield {
      code: "reference.unknown",
      path: propertyPath(...of, ...at),
      message: `no ${nouns[kind]} is named "${name}"`,
      hint: suggestName(name, [...names[kind]], `declare it under ${kind}`),
    };
  }
}

/** Tags that a permission asks for are those of a gateway; one that does not fit its schema might have them. */
function* tagProblems({ spec, names }: Declared): Iterable<Problem> {
  if (Object.keys(spec.meshGateways).length < names.meshGateways.size) return;
  for (const [name, permission] of Object.entries(spec.crossMeshPermissions)) {
    const { gatewayTags } = permission;
    if (gatewayTags === undefined) continue;
    if (selectedGateways(permission, spec.meshGateways).length > 0) continue;
    const tags = Object.entries(gatewayTags).map(([key, value]) => `${key}=${value}`);
    yield {
      code: "reference.unknown",
      path: propertyPath("crossMeshPermissions", name, "gatewayTags"),
      message: `no mesh gateway has the tags ${tags.sort().join(", ")}`,
      hint: "add them to the tags of a gateway, or name the gateway",
    };
  }
}

function* references(spec: Declared["spec"]): Iterable<Reference> {
  for (const [name, { cluster, target }] of Object.entries(spec.meshes)) {
    yield { kind: "clusters", name: cluster, of: ["meshes", name], at: ["cluster"] };
    yield {
      kind: "clusters",
      name: target.managementCluster,
      of: ["meshes", name],
      at: ["target", "managementCluster"],
    };
  }
  for (const [name, { cluster, target }] of Object.entries(spec.vpcs)) {
    yield { kind: "clusters", name: cluster, of: ["vpcs", name], at: ["cluster"] };
    const gateway = target.gateway === defaultNatGateway ? undefined : target.gateway;
    yield { kind: "natGateways", name: gateway, of: ["vpcs", name], at: ["target", "gateway"] };
  }
  for (const [name, { cluster }] of Object.entries(spec.natGateways)) {
    yield { kind: "clusters", name: cluster, of: ["natGateways", name], at: ["cluster"] };
  }
  for (const [name, { mesh }] of Object.entries(spec.meshGateways)) {
    yield { kind: "meshes", name: mesh, of: ["meshGateways", name], at: ["mesh"] };
  }
  for (const [name, permission] of Object.entries(spec.crossMeshPermissions)) {
    const of = ["crossMeshPermissions", name];
    yield { kind: "meshGateways", name: permission.gateway, of, at: ["gateway"] };
    yield { kind: "exposes", name: permission.expose, of, at: ["expose"] };
    for (const [index, { mesh, externalGateway }] of permission.from.entries()) {
      yield { kind: "meshes", name: mesh === "*" ? undefined : mesh, of, at: ["from", index, "mesh"] };
      yield { kind: "externalGateways", name: externalGateway, of, at: ["from", index, "externalGateway"] };
    }
  }
  for (const [name, { gateway, vpc }] of Object.entries(spec.exposes)) {
    yield { kind: "meshGateways", name: gateway, of: ["exposes", name], at: ["gateway"] };
    yield { kind: "vpcs", name: vpc, of: ["exposes", name], at: ["vpc"] };
  }
  for (const [name, route] of Object.entries(spec.routes)) {
    const { from, to, via } = route;
    const of = ["routes", name];
    yield { kind: "meshes", name: from.mesh, of, at: ["from", "mesh"] };
    yield { kind: "vpcs", name: from.vpc, of, at: ["from", "vpc"] };
    yield { kind: "externalGateways", name: to.externalGateway, of, at: ["to", "externalGateway"] };
    yield { kind: "meshGateways", name: via, of, at: ["via"] };
    for (const { expose, at } of mentionedExposes(route)) yield { kind: "exposes", name: expose, of, at };
  }
  for (const [name, { vpcs }] of Object.entries(spec.peerings)) {
    for (const [index, { vpc }] of vpcs.entries())
      yield { kind: "vpcs", name: vpc, of: ["peerings", name], at: ["vpcs", index, "vpc"] };
  }
  for (const [name, { trusts = [], trustedBy = [] }] of Object.entries(spec.externalGateways)) {
    for (const [index, mesh] of trusts.entries())
      yield { kind: "meshes", name: mesh, of: ["externalGateways", name], at: ["trusts", index] };
    for (const [index, mesh] of trustedBy.entries())
      yield { kind: "meshes", name: mesh, of: ["externalGateways", name], at: ["trustedBy", index] };
  }
}
