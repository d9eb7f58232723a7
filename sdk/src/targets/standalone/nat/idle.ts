import type { CheckedNatGateway } from "../../../fabric/vpcs/checked.js";

/** Where a new flow gets the timeout of its passage, in seconds. */
export const idleChain = (seconds: number): string => `idle_${whole(seconds)}`;

/** Conntrack counts whole seconds. */
const whole = (seconds: number): number => Math.ceil(seconds);

/** A UDP flow without an answer is forgotten early, unless its passage says how long it lasts. */
const unanswered = 30;

/**
 * Conntrack's timeouts, and a chain for each of them: those of the gateway, and each that passages name. nft has none
 * for ICMP, which keeps that of the network namespace.
 */
export function idleTimeouts({ tcp, udp }: CheckedNatGateway["timeouts"], named: Iterable<number>): string[] {
  const lines: string[] = [];
  const add = (name: string, established: number, unreplied: number, replied: number): void => {
    lines.push(
      timeout(`tcp_${name}`, "tcp", `established : ${established}`),
      timeout(`udp_${name}`, "udp", `unreplied : ${unreplied}, replied : ${replied}`),
      `chain idle_${name} {
    meta l4proto tcp ct timeout set "tcp_${name}"
    meta l4proto udp ct timeout set "udp_${name}"
  }`,
    );
  };
  add("default", whole(tcp), Math.min(whole(udp), unanswered), whole(udp));
  const distinct = new Set([...named].map(whole));
  for (const seconds of [...distinct].sort((a, b) => a - b)) add(`${seconds}`, seconds, seconds, seconds);
  return lines;
}

const timeout = (name: string, protocol: string, policy: string): string => `ct timeout ${name} {
    protocol ${protocol}
    l3proto ip
    policy = { ${policy} }
  }`;
