import type { GatewayPod } from "../pod.js";

type Named = Pick<GatewayPod, "name">;

/** The ConfigMap with the files that Envoy follows, but for its route tables. */
export const configName = ({ name }: Named): string => `${name}-envoy`;

/** One of the ConfigMaps with route tables, by number. */
export const routesName = ({ name }: Named, shard: number): string => `${name}-routes-${shard}`;

/** The Secret with certificates and keys. */
export const secretName = ({ name }: Named): string => `${name}-certificates`;
