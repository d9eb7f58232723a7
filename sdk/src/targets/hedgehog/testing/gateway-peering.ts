/** A GatewayPeering as it may be written, right or wrong. */
export interface GatewayPeering {
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: {
    gatewayGroup?: string;
    peering: Record<string, { expose?: ExposeEntry[] }>;
    acl?: { default: string; rules?: AclEntry[] };
  };
}

export interface ExposeEntry {
  default?: boolean;
  ips?: { cidr?: string; not?: string; vpcSubnet?: string }[];
  as?: { cidr?: string; not?: string }[];
  nat?: {
    static?: object;
    masquerade?: { idleTimeout?: string };
    portForward?: { idleTimeout?: string; ports?: { proto?: string; port?: string; as?: string }[] };
  };
}

export interface AclEntry {
  name?: string;
  from?: string;
  to?: string;
  action: string;
  match?: { src?: MatchEnd[]; dst?: MatchEnd[]; proto?: string };
  scope?: string;
}

export interface MatchEnd {
  cidr?: string;
  vpcSubnet?: string;
  ports?: string[];
}

/** What else is in the Hedgehog fabric. */
export interface Surroundings {
  /** The subnets of each VPC. */
  vpcs: Record<string, Record<string, string>>;
  externals: string[];
  /** Defaults to the one called `default`. */
  gatewayGroups?: string[];
}

export const externalPrefix = "ext.";
