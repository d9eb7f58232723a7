import { VpcTargetKind } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import type { Vpc } from "../../../model/vpc.js";
import { defaultNatGateway } from "../../../fabric/defaults.js";
import { propertyPath, quoted } from "../../../fabric/path.js";
import { portRange } from "../../../fabric/vpcs/ports.js";
import { groupBy } from "../../crossing/group-by.js";
import type { Spec } from "../../own.js";
import { vpcIds, zoneIds } from "./stable-ids.js";

/** What the NAT gateway cannot do, of what its own VPCs declare. */
export function* natProblems(spec: Spec): Iterable<Problem> {
  const attached = Object.entries(spec.vpcs)
    .filter(([, { target }]) => target.kind === VpcTargetKind.Standalone)
    .map(([name, vpc]): Attached => ({ name, vpc, gateway: vpc.target.gateway ?? defaultNatGateway }));
  for (const vpcs of groupBy(attached, ({ gateway }) => gateway)) {
    for (const of of vpcs) yield* interfaceProblems(of);
    yield* takenProblems(vpcs);
    yield* mixedProblems(vpcs);
    yield* elsewhereProblems(vpcs, spec);
    yield* sizeProblems(vpcs, spec);
  }
  yield* portProblems(spec, new Set(attached.map(({ name }) => name)));
}

interface Attached {
  name: string;
  vpc: Vpc;
  gateway: string;
}

/** What the agent takes as an interface's name: the kernel takes more, which nft would read as something else. */
const interfaceName = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,14}$/;

function* interfaceProblems({ name, vpc: { attachment } }: Attached): Iterable<Problem> {
  const own = attachment?.interface;
  if (own === undefined) {
    yield {
      code: "vpc.attachment-missing",
      path: propertyPath("vpcs", name, "attachment"),
      message: `nothing says by which network interface the NAT gateway reaches VPC ${quoted(name)}`,
      hint: "add attachment.interface",
    };
  } else if (!interfaceName.test(own)) {
    yield {
      code: "vpc.interface-name",
      path: propertyPath("vpcs", name, "attachment", "interface"),
      message: `${quoted(own)} has characters that a ruleset cannot name`,
      hint: "rename the interface to letters, digits, and . _ - @ : after the first",
    };
  }
}

function* takenProblems(vpcs: Attached[]): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const { name, vpc } of vpcs) {
    const own = vpc.attachment?.interface;
    if (own === undefined) continue;
    const owner = owners.get(own);
    owners.set(own, owner ?? name);
    if (owner === undefined) continue;
    yield {
      code: "vpc.interface-taken",
      path: propertyPath("vpcs", name, "attachment", "interface"),
      message: `interface ${quoted(own)} already leads to VPC ${quoted(owner)}, and who sends is known by the interface alone`,
      hint: "give each VPC an interface of its own, such as a VLAN's",
    };
  }
}

/** Pods in the node's network namespace get no interfaces of Multus. */
function* mixedProblems(vpcs: Attached[]): Iterable<Problem> {
  const ofNode = vpcs.find(
    ({ vpc }) => vpc.attachment?.interface !== undefined && vpc.attachment.network === undefined,
  );
  if (ofNode === undefined) return;
  for (const { name, vpc, gateway } of vpcs) {
    if (vpc.attachment?.network === undefined) continue;
    yield {
      code: "vpc.attachment-mixed",
      path: propertyPath("vpcs", name, "attachment", "network"),
      message: `NAT gateway ${quoted(gateway)} takes interface ${quoted(ofNode.vpc.attachment?.interface ?? "")} of its node for VPC ${quoted(ofNode.name)}, and pods on the node's network get none from Multus`,
      hint: "attach all VPCs of a gateway by network, or none; or give this VPC another gateway",
    };
  }
}

function* elsewhereProblems(vpcs: Attached[], spec: Spec): Iterable<Problem> {
  const [first] = vpcs;
  if (first === undefined) return;
  const declared = spec.natGateways[first.gateway];
  const cluster = declared === undefined ? first.vpc.cluster : declared.cluster;
  for (const { name, vpc, gateway } of vpcs) {
    if (vpc.cluster === cluster) continue;
    yield {
      code: "vpc.gateway-elsewhere",
      path: propertyPath("vpcs", name, "cluster"),
      message: `VPC ${quoted(name)} is in ${clusterText(vpc.cluster)}, and its NAT gateway ${quoted(gateway)} in ${clusterText(cluster)}`,
      hint: "name a gateway of the VPC's cluster in target.gateway, or the gateway's cluster here",
    };
  }
}

const clusterText = (name: string | undefined): string =>
  name === undefined ? "the cluster of the provider in use" : `cluster ${quoted(name)}`;

/** Marks have 14 bits for a VPC, and conntrack 65,535 zones for pairs of them. */
function* sizeProblems(vpcs: Attached[], spec: Spec): Iterable<Problem> {
  const gateway = vpcs[0]?.gateway ?? defaultNatGateway;
  const path = propertyPath("natGateways", gateway);
  const hint = "spread the VPCs over several gateways";
  if (vpcs.length > vpcIds.count) {
    const message = `${vpcs.length} VPCs share NAT gateway ${quoted(gateway)}, which tells ${vpcIds.count} apart`;
    yield { code: "nat-gateway.too-many-vpcs", path, message, hint };
  }
  const names = new Set(vpcs.map(({ name }) => name));
  const pairs = new Set<string>();
  for (const [one, other] of declaredPairs(spec)) {
    if (names.has(one) && names.has(other)) pairs.add(one < other ? `${one} ${other}` : `${other} ${one}`);
  }
  if (pairs.size > zoneIds.count) {
    const message = `Routes and Peerings lead between ${pairs.size} pairs of VPCs of NAT gateway ${quoted(gateway)}, which keeps ${zoneIds.count} apart`;
    yield { code: "nat-gateway.too-many-pairs", path, message, hint };
  }
}

function* declaredPairs({ routes, exposes, peerings }: Spec): Iterable<[string, string]> {
  for (const { from, to } of Object.values(routes)) {
    const provider = to.expose === undefined ? undefined : exposes[to.expose]?.vpc;
    if (from.vpc !== undefined && provider !== undefined) yield [from.vpc, provider];
  }
  for (const { vpcs } of Object.values(peerings)) {
    for (const [index, { vpc }] of vpcs.entries()) {
      for (const other of vpcs.slice(index + 1)) yield [vpc, other.vpc];
    }
  }
}

/** Ports that become others are an element each. */
const mostPorts = 4096;

function* portProblems({ exposes }: Spec, own: Set<string>): Iterable<Problem> {
  for (const [name, { vpc, ports = [] }] of Object.entries(exposes)) {
    if (vpc === undefined || !own.has(vpc)) continue;
    for (const [index, { external, internal }] of ports.entries()) {
      const { first, last } = portRange(external);
      if (external === internal || last - first < mostPorts) continue;
      yield {
        code: "expose.ports-too-many",
        path: propertyPath("exposes", name, "ports", index),
        message: `${last - first + 1} ports would become others, and the NAT gateway moves ${mostPorts} of a range`,
        hint: "use the same ports on both sides, or map fewer of them",
      };
    }
  }
}
