import type { CheckedExpose, CheckedFabric, CheckedGateway, CheckedListener } from "../fabric/checked.js";

/** A way in for callers of no mesh. */
export interface Opening {
  /** An IPv4 CIDR, or `anyone`. */
  from: string;
  gateway: CheckedGateway;
  listener: CheckedListener;
  expose: CheckedExpose;
}

/** What stands behind listeners for outsiders, for each range that may call. */
export const openings = ({ gateways }: Pick<CheckedFabric, "gateways">): Opening[] =>
  gateways.flatMap((gateway) =>
    gateway.listeners
      .filter(({ crossMesh }) => !crossMesh)
      .flatMap((listener) =>
        listener.exposes.flatMap((expose) =>
          (listener.sourceRanges ?? ["anyone"]).map((from) => ({ from, gateway, listener, expose })),
        ),
      ),
  );
