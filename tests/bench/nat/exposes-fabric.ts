import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import {
  consumer,
  consumerRange,
  middle,
  privateAddress,
  provider,
  providerRange,
  publicAddress,
} from "./address-plan.js";

/** Two VPCs, so many Exposes of an address each with static NAT, and a Route to each. */
export function exposesFabric(count: number): FabricSpec {
  const indices = Array.from({ length: count }, (_, index) => index);
  const vpc = (name: string, cidr: string) => ({
    cidrs: [cidr],
    target: { kind: "standalone" as const },
    attachment: { interface: name },
  });
  return {
    vpcs: { [provider]: vpc(provider, providerRange), [consumer]: vpc(consumer, consumerRange) },
    exposes: Object.fromEntries(
      indices.map((index) => [
        `expose-${index}`,
        { vpc: provider, ips: block(privateAddress(index)), as: block(publicAddress(index)) },
      ]),
    ),
    routes: Object.fromEntries(
      indices.map((index) => [`route-${index}`, { from: { vpc: consumer }, to: { expose: `expose-${index}` } }]),
    ),
  };
}

/** The same, but that the Expose in the middle offers another address. */
export function movedFabric(count: number): FabricSpec {
  const fabric = exposesFabric(count);
  const [name, ips] = [`expose-${middle(count)}`, block(privateAddress(count))];
  return { ...fabric, exposes: { ...fabric.exposes, [name]: { ...fabric.exposes?.[name], ips } } };
}

const block = (address: string) => [{ cidr: `${address}/32` }];
