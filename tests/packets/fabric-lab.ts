import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkFabric } from "../../sdk/src/fabric/check.js";
import type { CheckedVpcSide } from "../../sdk/src/fabric/vpcs/checked.js";
import type { Vpc } from "../../sdk/src/model/vpc.js";
import { natConfiguration } from "../../sdk/src/targets/standalone/nat/index.js";
import { writeConfiguration } from "./configuration-directory.js";
import { Lab } from "./lab.js";
import type { Ended } from "./network.js";
import { type Declarations, labVpcs, vpcs as fixtureVpcs } from "./network-fixture.js";

/** The program as it is installed. */
export const isthmus = resolve(__dirname, "../../sdk/bin/isthmus.js");

/** A lab whose gateway does what a Fabric says, applied by the CLI as a person would. */
export class FabricLab {
  private applied: CheckedVpcSide | undefined;

  private constructor(
    readonly lab: Lab,
    private readonly directory: string,
    private readonly vpcs: Record<string, Vpc>,
  ) {}

  /** Opens it with namespaces for the VPCs of a Fabric, which are those of the rules R1 to R36 unless others are named. */
  static async open(namespaces = labVpcs, vpcs = fixtureVpcs): Promise<FabricLab> {
    const lab = await Lab.open({ vpcs: namespaces });
    return new FabricLab(lab, await mkdtemp(join(tmpdir(), "isthmus-packets-")), vpcs);
  }

  /** What the gateway was last told, which is what the oracle answers by. */
  get side(): CheckedVpcSide {
    if (this.applied === undefined) throw new Error("nothing was applied yet");
    return this.applied;
  }

  /** Makes the gateway do what the declarations say; flows stay as they are. */
  async apply(declarations: Declarations): Promise<void> {
    const side = checked({ ...declarations, vpcs: { ...this.vpcs, ...declarations.vpcs } });
    await writeConfiguration(this.directory, configurationOf(side));
    await this.lab.gateway.run(process.execPath, isthmus, "nat", "apply", this.directory);
    this.applied = side;
  }

  /** Likewise, with no flow left of what was before. */
  async applyAfresh(declarations: Declarations): Promise<void> {
    await this.apply(declarations);
    await this.lab.gateway.flushConntrack();
  }

  /** Applies files as they are, and says how that ended. */
  async applyFiles(files: Map<string, string>): Promise<Ended> {
    await writeConfiguration(this.directory, files);
    return this.lab.gateway.ended(process.execPath, isthmus, "nat", "apply", this.directory);
  }

  status = (...args: string[]): Promise<Ended> =>
    this.lab.gateway.ended(process.execPath, isthmus, "nat", "status", ...args);

  async close(): Promise<void> {
    await this.lab.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The files that the gateway of these VPCs applies. */
export function configurationOf(side: CheckedVpcSide): Map<string, string> {
  const [gateway] = side.natGateways;
  if (gateway === undefined) throw new Error("the Fabric has no NAT gateway");
  return new Map(Object.entries(natConfiguration(gateway, side)));
}

/** The VPC side of declarations that hold. */
export function checked(declarations: Declarations): CheckedVpcSide {
  const { fabric, problems } = checkFabric("lab", declarations);
  if (fabric === undefined) throw new Error(problems.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return fabric.vpcSide;
}
