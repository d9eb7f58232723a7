import type { CheckedFabric } from "../../../../fabric/checked.js";
import { leafCertificate } from "../../../crossing/authorities.js";
import { farEnd } from "../../../crossing/far-end.js";
import type { Emitted, EmittedObject, KubeObject } from "../../../emitted.js";
import { type Calls, meshRetry, meshTimeout } from "../policies.js";
import { clientSecrets, exitLeaf } from "./client-certificate.js";
import { EgressSpeech } from "./egress-speech.js";
import { hostnameGenerator } from "./hostname-generator.js";
import { externalName, meshExternalService, speechOf } from "./mesh-external-service.js";
import { type Exit, exits, type Use } from "./uses.js";

/** How workloads of Kuma meshes call out; gateways of their own they know by Kuma. */
export function consumerHalf(fabric: CheckedFabric): Emitted {
  const leaving = exits(fabric);
  const shown = leaving.filter(showsIdentity);
  return {
    objects: [
      ...shown.flatMap(clientSecrets),
      ...leaving.flatMap((exit) => exit.uses.flatMap((use) => exitObjects(use, exit))),
    ],
    certificates: shown.map((exit) => leafCertificate(exitLeaf(exit))),
  };
}

const showsIdentity = ({ uses }: Exit): boolean =>
  uses.some(({ destination, route }) => farEnd(destination, route.mesh).shows.identity);

function exitObjects(use: Use, exit: Exit): EmittedObject[] {
  const { mesh, name: route } = use.route;
  const emitted = (id: string, object: KubeObject): EmittedObject => ({
    owner: { kind: "routes", name: route },
    id,
    cluster: mesh.cluster.name,
    object,
  });
  const name = externalName(use);
  const calls: Calls = { mesh, name, targetRef: { kind: "Mesh" }, to: { kind: "MeshExternalService", name } };
  return [
    emitted("destination", meshExternalService(use, exit)),
    emitted("hostname", hostnameGenerator(use)),
    ...(speechOf(use) === EgressSpeech.Bytes
      ? []
      : [emitted("timeout", meshTimeout(calls, use.forward)), emitted("retry", meshRetry(calls, use.forward))]),
  ];
}
