import type { CheckedNatGateway, CheckedVpcSide } from "../../../../fabric/vpcs/checked.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { natConfiguration } from "../configuration.js";
import { elementFile, fileCount } from "../element-files.js";
import { configName, elementsName, natMetadata } from "./names.js";

/** What the gateway is made of, and the elements of its sets in as many ConfigMaps as they need. */
export function configMaps(
  gateway: CheckedNatGateway,
  side: Pick<CheckedVpcSide, "vpcs" | "forwarding">,
): [id: string, object: KubeObject][] {
  const configuration = natConfiguration(gateway, side);
  const elements: [string, KubeObject][] = [];
  for (let file = 0; file < fileCount; file += 1) {
    const name = elementFile(file);
    const text = configuration[name];
    if (text === undefined) continue;
    elements.push([`elements-${file}`, configMap(gateway, elementsName(gateway, file), { [name]: text })]);
    delete configuration[name];
  }
  return [...elements, ["config", configMap(gateway, configName(gateway), configuration)]];
}

const configMap = (gateway: CheckedNatGateway, name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: natMetadata(gateway, name),
  data,
});

/** All in one directory, whose files change at once. All that there may ever be, or a new one would restart the pods. */
export const configSources = (gateway: CheckedNatGateway): Tree => [
  { configMap: { name: configName(gateway) } },
  ...Array.from({ length: fileCount }, (_, file) => ({
    configMap: { name: elementsName(gateway, file), optional: true },
  })),
];
