import type * as pulumi from "@pulumi/pulumi";
import type { DeclarationKind } from "../model/fabric.js";
import type { ConnectivityRow } from "../reach/connectivity.js";
import { type Declarations, withSecretKubeconfigs } from "./declarations.js";
import { realise } from "./realise.js";

/** A component that works alone: its declaration, under the component's name, joins those that it names. */
export function realiseAlone(
  component: pulumi.ComponentResource,
  name: string,
  kind: DeclarationKind,
  { fabric = {}, ...declaration }: { fabric?: Declarations },
): pulumi.Output<Record<string, ConnectivityRow>> {
  const together = { ...fabric, [kind]: { ...fabric[kind], [name]: declaration } };
  return realise(component, name, together, { kind, name });
}

/** The inputs of such a component as Pulumi keeps them, with kubeconfigs as secrets. */
export const componentInputs = <T extends { fabric?: Declarations }>(args: T): T =>
  args.fabric === undefined ? args : { ...args, fabric: withSecretKubeconfigs(args.fabric) };
