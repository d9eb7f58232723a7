import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";

/** Where things are, and what they are called: as the Fabric of the bench has it. */
export const place = {
  shop: { namespace: "shop-ways", domain: "shop.acme.internal" },
  payments: { namespace: "payments-ways", domain: "payments.acme.internal" },
  /** Of those who call, and of the services that they call. */
  callers: "web",
  services: "pay",
  /** What the hostnames of consumers end with. */
  hostnames: "calls",
  servicePort: 8080,
  ingressPort: 8443,
} as const;

/** In place of a certificate, whose length says nothing about who wrote the policy. */
export const pem = "PEM";

export const callerId = (caller: string): string => `spiffe://${place.shop.domain}/ns/${place.callers}/sa/${caller}`;
export const gatewayId = (gateway: string): string =>
  `spiffe://${place.payments.domain}/ns/${place.payments.namespace}/sa/${gateway}`;
export const serviceHost = (service: string): string => `${service}.${place.services}.svc.cluster.local`;
export const addressOf = (gateway: string): string => `${gateway}.example`;

interface Named {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
}

/** An object with its spec, and labels where something selects by them. */
export const object = (apiVersion: string, kind: string, metadata: Named, spec: Tree): KubeObject => ({
  apiVersion,
  kind,
  metadata: { ...metadata },
  spec,
});

/** The name of a consumer's hostname in its own cluster: `service-0.calls` is Service `service-0`. */
export const hostnameService = (hostname: string, spec: Tree): KubeObject => {
  const [name = "", namespace = ""] = hostname.split(".");
  return object("v1", "Service", { name, namespace }, spec);
};

/** What belongs together, in the order in which it was found. */
export function grouped<Item>(items: Item[], key: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups];
}

export const unique = (names: string[]): string[] => [...new Set(names)];
