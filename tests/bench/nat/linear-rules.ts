import { consumer, consumerRange, privateAddress, provider, publicAddress } from "./address-plan.js";

/**
 * The policy of `exposesFabric` as a rule after the other, as nft reads them: each offer is translated, and every packet
 * towards the provider is asked for its rule, so that a rule that goes takes its flows along.
 */
export const linearNft = (count: number): string => `table ip linear {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
${lines(count, (inside, outside) => `    iifname "${consumer}" ip saddr ${consumerRange} ip daddr ${outside} dnat to ${inside}`)}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname "${provider}" oifname "${consumer}" ct direction reply ct state established,related accept
${lines(count, (inside, outside) => `    iifname "${consumer}" oifname "${provider}" ip saddr ${consumerRange} ip daddr ${inside} ct original ip daddr ${outside} accept`)}
  }
}
`;

/** The same, in place of what was loaded before, as one transaction. */
export const replacedLinearNft = (count: number): string =>
  `table ip linear\ndelete table ip linear\n${linearNft(count)}`;

/** How iptables treats flows that it knows. */
export const Known = {
  /** They are asked for their rule like everybody, so that a rule that goes takes its flows along. */
  Asked: "asked",
  /** They pass first of all, whatever became of their rule. */
  Pass: "pass",
} as const;
export type Known = (typeof Known)[keyof typeof Known];

/** Likewise as iptables-restore reads them. */
export const linearIptables = (count: number, known: Known): string => `*nat
:PREROUTING ACCEPT
${lines(count, (inside, outside) => `-A PREROUTING -i ${consumer} -s ${consumerRange} -d ${outside}/32 -j DNAT --to-destination ${inside}`)}
COMMIT
*filter
:FORWARD DROP
${knownFlows[known]}
${lines(count, (inside, outside) => `-A FORWARD -i ${consumer} -o ${provider} -s ${consumerRange} -d ${inside}/32 -m conntrack --ctorigdst ${outside} -j ACCEPT`)}
COMMIT
`;

const knownFlows: Record<Known, string> = {
  asked: `-A FORWARD -i ${provider} -o ${consumer} -m conntrack --ctstate ESTABLISHED,RELATED --ctdir REPLY -j ACCEPT`,
  pass: "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
};

const lines = (count: number, line: (inside: string, outside: string) => string): string =>
  Array.from({ length: count }, (_, index) => line(privateAddress(index), publicAddress(index))).join("\n");
