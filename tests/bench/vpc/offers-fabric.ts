import { addressText } from "../../../sdk/src/fabric/addresses/cidr.js";
import { NatType, ReturnRoute } from "../../../sdk/src/model/choices.js";
import type { ExposeSpec } from "../../../sdk/src/model/expose.js";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { RouteSpec } from "../../../sdk/src/model/route.js";
import type { Vpc } from "../../../sdk/src/model/vpc.js";

const vpcCount = 50;
/** Addresses of an Expose. */
const blockSize = 16;

const privateBase = address(10, 0);
const publicBase = address(172, 16);
const visibleBase = address(100, 64);

/**
 * So many Exposes of 16 addresses and a Route to each, spread over 50 VPCs that all have the same addresses, so that
 * every Route translates both ways. Some of each kind besides: ports, filters, static return, stateful source NAT.
 */
export function offersFabric(count: number): FabricSpec {
  const indices = Array.from({ length: count }, (_, index) => index);
  return {
    vpcs: Object.fromEntries(Array.from({ length: vpcCount }, (_, index) => [vpcName(index), vpc(index)])),
    exposes: Object.fromEntries(indices.map((index) => [exposeName(index), expose(index)])),
    routes: Object.fromEntries(indices.map((index) => [`route-${index}`, route(index)])),
  };
}

const vpcName = (index: number): string => `vpc-${index % vpcCount}`;
const exposeName = (index: number): string => `expose-${index}`;

const vpc = (index: number): Vpc => ({
  cidrs: ["10.0.0.0/16"],
  target: { kind: "standalone" },
  attachment: { interface: vpcName(index) },
});

function expose(index: number): ExposeSpec {
  const nth = Math.floor(index / vpcCount);
  return {
    vpc: vpcName(index),
    ips: block(privateBase + nth * blockSize, 28),
    as: block(publicBase + index * blockSize, 28),
    ...(index % 5 === 0 && { ports: [{ external: "443", internal: "8443" }] }),
    ...(index % 7 === 0 && { filter: [{ permit: { to: { port: "443" } } }] }),
    ...(index % 11 === 0 && { returnRoute: ReturnRoute.Static }),
  };
}

/** The VPCs take turns as providers; with each turn the consumer is one further from its provider. */
function route(index: number): RouteSpec {
  const distance = 1 + (Math.floor(index / vpcCount) % (vpcCount - 1));
  const consumer = (index + distance) % vpcCount;
  const from = { vpc: vpcName(consumer), ips: block(privateBase, 16) };
  const to = { expose: exposeName(index) };
  if (index % 13 === 0)
    return { from: { ...from, as: block(address(192, 168) + consumer * 256, 24), nat: NatType.Stateful }, to };
  return { from: { ...from, as: block(visibleBase + consumer * 2 ** 16, 16) }, to };
}

const block = (first: number, length: number) => [{ cidr: `${addressText(first)}/${length}` }];

function address(first: number, second: number): number {
  return first * 2 ** 24 + second * 2 ** 16;
}
