import type * as pulumi from "@pulumi/pulumi";
import type { DeclarationKind } from "../model/fabric.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type Declarations, isRecord, withSecretKubeconfigs } from "./declarations.js";
import { realise } from "./realise.js";

/** What a component that works alone takes beside its own declaration. */
export interface AloneArgs {
  /** The declarations that this one names. Together they are a Fabric, which is realised whole. */
  fabric?: Declarations;
  /**
   * The name by which other declarations refer to this one, and which its objects have. Defaults to the resource's
   * name; write the former one here when you rename the resource with an alias.
   */
  name?: string;
}

/** A component that works alone: its declaration, under its name, joins those that it names. */
export function realiseAlone(
  component: pulumi.ComponentResource,
  resourceName: string,
  kind: DeclarationKind,
  args: AloneArgs,
): pulumi.Output<Record<string, ConnectivityRow>> {
  if (!isRecord(args)) return realise(component, resourceName, { [kind]: { [resourceName]: args ?? null } });
  const { fabric = {}, name = resourceName, ...declaration } = args;
  if (!isRecord(fabric)) return realise(component, resourceName, fabric);
  const together = { ...fabric, [kind]: { ...fabric[kind], [name]: declaration } };
  return realise(component, resourceName, together, { kind, name });
}

/** The inputs of such a component as Pulumi keeps them, with kubeconfigs as secrets. */
export function componentInputs(args: AloneArgs): pulumi.Inputs {
  if (!isRecord(args)) return {};
  return args.fabric === undefined ? args : { ...args, fabric: withSecretKubeconfigs(args.fabric) };
}
