import { VpcTargetKind } from "../../model/choices.js";
import type { FabricSpec } from "../../model/fabric.js";
import { parseDuration } from "../../model/duration.js";
import type { NatGatewaySpec } from "../../model/nat-gateway.js";
import type { Problem } from "../../model/problem.js";
import type { Vpc } from "../../model/vpc.js";
import { cidrRange, cidrsOf } from "../addresses/cidr.js";
import { difference, type Range, rangeSet } from "../addresses/range.js";
import { specialUseOf, unicast } from "../addresses/special-use.js";
import { byNameOrder, type CheckedCluster } from "../checked.js";
import { clusterDomain, defaultNatGateway } from "../defaults.js";
import { objectName } from "../object-name.js";
import { propertyPath } from "../path.js";
import type { CheckedNatGateway, CheckedVpc } from "./checked.js";
import { specialUseProblem } from "./blocks.js";

type Spec = Required<FabricSpec>;

/** The gateways between VPCs: those that are declared, and the default one if a VPC needs it. */
export function readNatGateways(spec: Spec): CheckedNatGateway[] {
  const needed = Object.values(spec.vpcs).filter(({ target }) => target.kind === VpcTargetKind.Standalone);
  const implied = needed.find(({ target }) => target.gateway === undefined || target.gateway === defaultNatGateway);
  const declared = Object.entries(spec.natGateways).map(([name, gateway]) => readNatGateway(name, gateway, true, spec));
  if (implied === undefined || spec.natGateways[defaultNatGateway] !== undefined) return declared;
  return [...declared, readNatGateway(defaultNatGateway, { cluster: implied.cluster }, false, spec)].sort(byNameOrder);
}

function readNatGateway(name: string, gateway: NatGatewaySpec, declared: boolean, spec: Spec): CheckedNatGateway {
  const { tcp = "86400s", udp = "120s" } = gateway.timeouts ?? {};
  return {
    name,
    objectName: objectName(name),
    declared,
    cluster: clusterOf(gateway.cluster, spec),
    namespace: gateway.namespace ?? `isthmus-${objectName(name)}`,
    ownsNamespace: gateway.namespace === undefined,
    replicas: gateway.replicas ?? 2,
    image: gateway.image,
    resources: gateway.resources ?? {},
    nodeSelector: gateway.nodeSelector,
    clampMss: gateway.clampMss ?? true,
    setSysctls: gateway.setSysctls ?? false,
    timeouts: { tcp: parseDuration(tcp), udp: parseDuration(udp) },
  };
}

const clusterOf = (name: string | undefined, spec: Spec): CheckedCluster => ({
  name,
  domain: clusterDomain(spec, name),
});

/** VPCs with the addresses that they own. */
export function readVpcs(spec: Spec, gateways: CheckedNatGateway[], problems: Problem[]): Map<string, CheckedVpc> {
  const byName = new Map(gateways.map((gateway) => [gateway.name, gateway]));
  return new Map(
    Object.entries(spec.vpcs).map(([name, vpc]) => {
      const addresses = addressesOf(name, vpc, problems);
      const checked: CheckedVpc = {
        name,
        objectName: objectName(name),
        addresses,
        subnets: subnetsOf(name, vpc, addresses, problems),
        external: vpc.external ?? false,
        priority: vpc.priority ?? 100,
        labels: vpc.labels ?? {},
        target: vpc.target,
        cluster: clusterOf(vpc.cluster, spec),
        attachment: vpc.attachment ?? {},
        gateway:
          vpc.target.kind === VpcTargetKind.Standalone
            ? byName.get(vpc.target.gateway ?? defaultNatGateway)
            : undefined,
      };
      return [name, checked];
    }),
  );
}

/** Whether it owns what it names: an external that names nothing owns nothing in particular. */
export const ownsAddresses = ({ external, addresses }: CheckedVpc): boolean => !external || addresses !== unicast;

function addressesOf(name: string, { cidrs }: Vpc, problems: Problem[]): Range[] {
  if (cidrs === undefined) return unicast;
  const usable = cidrs.flatMap((cidr, index) => {
    const special = specialUseOf(cidrRange(cidr));
    if (special === undefined) return [cidrRange(cidr)];
    problems.push(specialUseProblem(propertyPath("vpcs", name, "cidrs", index), cidr, special));
    return [];
  });
  return rangeSet(usable);
}

function subnetsOf(name: string, { subnets = {} }: Vpc, addresses: Range[], problems: Problem[]) {
  return Object.fromEntries(
    Object.entries(subnets).map(([subnet, cidr]) => {
      const range = cidrRange(cidr);
      if (difference([range], addresses).length > 0) {
        problems.push({
          code: "vpc.subnet-outside",
          path: propertyPath("vpcs", name, "subnets", subnet),
          message: `subnet "${subnet}" is ${cidr}, and VPC "${name}" has ${addresses.flatMap(cidrsOf).join(", ") || "no addresses"}`,
          hint: `choose a part of the VPC's cidrs, or add ${cidr} to them`,
        });
      }
      return [subnet, range];
    }),
  );
}
