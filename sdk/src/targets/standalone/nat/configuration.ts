import { cidrText, prefixesOf } from "../../../fabric/addresses/cidr.js";
import type { CheckedNatGateway, CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import { elementFiles, type ElementLine } from "./element-files.js";
import type { Element } from "./element-text.js";
import { elements } from "./elements.js";
import { ruleset } from "./ruleset.js";
import { signature } from "./signature.js";
import { stateless } from "./stateless.js";
import { type Treatment, treatment, type TreatedPassage, type TreatedVpc } from "./treatment.js";

/** The gateway's own address where a VPC names none: link-local, so that it is nobody's. */
const ownAddress = "169.254.1.1/32";

/** The directory that the agent of a gateway applies: file name to text. */
export function natConfiguration(
  gateway: CheckedNatGateway,
  side: Pick<CheckedVpcSide, "vpcs" | "forwarding">,
): Record<string, string> {
  const vpcs = side.vpcs.filter((vpc) => vpc.gateway?.name === gateway.name);
  const treated = treatment(vpcs, side.forwarding);
  const withoutState = stateless(treated.passages);
  return {
    "gateway.json": `${JSON.stringify(
      { version: 1, name: gateway.name, vpcs: treated.vpcs.map(attachedVpc), flows: gateway.timeouts },
      undefined,
      2,
    )}\n`,
    "ruleset.nft": ruleset(gateway, treated, withoutState.rewrites),
    ...elementFiles(lines(treated, withoutState.elements)),
  };
}

function* lines(treated: Treatment, withoutState: Element[]): Iterable<ElementLine> {
  for (const element of elements(treated)) yield elementLine(element);
  for (const element of withoutState) yield elementLine(element);
  for (const passage of treated.passages) yield { key: passage.id, text: passageLine(passage) };
}

const elementLine = ({ set, key, value }: Element): ElementLine => {
  const path = `${set} ${key}`;
  return { key: path, text: value === undefined ? path : `${path} : ${value}` };
};

const passageLine = (treated: TreatedPassage): string => {
  const { id, zone, passage } = treated;
  return `@passage ${id} ${zone} ${signature(treated)} ${passage.route.name} ${passage.expose.name} ${passage.direction}`;
};

const attachedVpc = ({ id, vpc }: TreatedVpc) => ({
  name: vpc.name,
  id,
  interface: vpc.attachment.interface,
  address: vpc.attachment.address ?? ownAddress,
  routes: destinations(vpc).map((to) => ({ to, via: vpc.attachment.nextHop })),
});

/** An external may offer more than what it owns. Nothing else uses the table, so everything leads there. */
const destinations = ({ external, addresses }: TreatedVpc["vpc"]): string[] =>
  external ? ["0.0.0.0/0"] : prefixesOf(addresses).map(cidrText);
