import { TransportProtocol } from "../../model/choices.js";
import type { FilterEnd, FilterMatch, FilterRule } from "../../model/filter.js";
import type { Problem } from "../../model/problem.js";
import { everything, type Range, type RangeSet } from "../addresses/range.js";
import { suggestName } from "../nearest.js";
import { propertyPath } from "../path.js";
import { readBlocks } from "./blocks.js";
import type { CheckedVpc, FilterLine } from "./checked.js";
import { everyPort, portRange } from "./ports.js";

/** The lines of a filter with names resolved; undefined where one has a problem. */
export function readFilter(
  rules: FilterRule[],
  at: PropertyKey[],
  vpcs: Map<string, CheckedVpc>,
  problems: Problem[],
): FilterLine[] | undefined {
  const before = problems.length;
  const lines = rules.map((rule, index) => readLine(rule, [...at, index], vpcs, problems));
  return problems.length > before ? undefined : lines;
}

function readLine(rule: FilterRule, at: PropertyKey[], vpcs: Map<string, CheckedVpc>, problems: Problem[]): FilterLine {
  const permit = rule.permit !== undefined;
  const place = [...at, permit ? "permit" : "deny"];
  const { from = {}, to = {} }: FilterMatch = rule.permit ?? rule.deny ?? {};
  const [fromAt, toAt] = [
    [...place, "from"],
    [...place, "to"],
  ];
  return {
    permit,
    fromVpcs: readVpcNames(from, fromAt, vpcs, problems),
    toVpcs: readVpcNames(to, toAt, vpcs, problems),
    protocols: readProtocols(from, to, place, problems),
    sources: readAddresses(from, fromAt, problems),
    destinations: readAddresses(to, toAt, problems),
    sourcePorts: from.port === undefined ? everyPort : portRange(from.port),
    destinationPorts: to.port === undefined ? everyPort : portRange(to.port),
  };
}

function readVpcNames(
  { vpc, vpcLabels }: FilterEnd,
  at: PropertyKey[],
  vpcs: Map<string, CheckedVpc>,
  problems: Problem[],
): Set<string> | undefined {
  const named = vpc === undefined || vpc === "*" ? undefined : vpc;
  if (named !== undefined && !vpcs.has(named)) {
    problems.push({
      code: "reference.unknown",
      path: propertyPath(...at, "vpc"),
      message: `no VPC is named "${named}"`,
      hint: suggestName(named, [...vpcs.keys()], "declare it under vpcs"),
    });
  }
  if (vpcLabels === undefined) return named === undefined ? undefined : new Set([named]);
  const wanted = Object.entries(vpcLabels);
  const labelled = [...vpcs.values()].filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value));
  if (labelled.length === 0) {
    problems.push({
      code: "filter.nobody",
      path: propertyPath(...at, "vpcLabels"),
      message: `no VPC has the labels ${wanted.map(([key, value]) => `${key}=${value}`).join(", ")}`,
      hint: "add them to the labels of a VPC, or name the VPC",
    });
  }
  const names = labelled.map(({ name }) => name).filter((name) => named === undefined || name === named);
  return new Set(names);
}

/** Both ends speak of one protocol; a line with a port is for those that have ports. */
function readProtocols(from: FilterEnd, to: FilterEnd, at: PropertyKey[], problems: Problem[]): TransportProtocol[] {
  const hasPort = from.port !== undefined || to.port !== undefined;
  const asked = [from.protocol, to.protocol].filter((protocol) => protocol !== undefined);
  if (new Set(asked).size > 1) {
    problems.push({
      code: "filter.contradiction",
      path: propertyPath(...at, "to", "protocol"),
      message: `the line is for ${asked.join(" and ")} at once, so for no packet`,
      hint: "name the protocol at one end only",
    });
  }
  const [protocol] = asked;
  if (hasPort && protocol === TransportProtocol.ICMP) {
    problems.push({
      code: "filter.contradiction",
      path: propertyPath(...at, from.port === undefined ? "to" : "from", "port"),
      message: "ICMP has no ports, so the line is for no packet",
      hint: "leave port out, or name tcp or udp",
    });
  }
  if (protocol !== undefined) return [protocol];
  return hasPort
    ? [TransportProtocol.TCP, TransportProtocol.UDP]
    : [TransportProtocol.TCP, TransportProtocol.UDP, TransportProtocol.ICMP];
}

const readAddresses = ({ ips }: FilterEnd, at: PropertyKey[], problems: Problem[]): RangeSet =>
  ips === undefined ? wholeSpace : (readBlocks(ips, { at: [...at, "ips"], mayBeAnywhere: true }, problems) ?? []);

const wholeSpace: Range[] = [everything];
