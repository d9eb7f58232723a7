import type { CheckedFabric } from "../../../../fabric/checked.js";
import { leafCertificate } from "../../../crossing/authorities.js";
import { farEnd } from "../../../crossing/far-end.js";
import type { Emitted, EmittedObject, KubeObject, Owner } from "../../../emitted.js";
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
  const owner: Owner = { kind: "routes", name: route };
  const name = externalName(use);
  const calls: Calls = {
    ...{ mesh, name },
    targetRef: { kind: "Mesh" },
    to: { kind: "MeshExternalService", name },
  };
  return [
    emitted(use, owner, "destination", meshExternalService(use, exit)),
    emitted(use, owner, "hostname", hostnameGenerator(use)),
    ...(speechOf(use) === EgressSpeech.Bytes
      ? []
      : [
          emitted(use, owner, "timeout", meshTimeout(calls, use.forward)),
          emitted(use, owner, "retry", meshRetry(calls, use.forward)),
        ]),
  ];
}

const emitted = ({ route }: Use, owner: Owner, id: string, object: KubeObject): EmittedObject => ({
  owner,
  id,
  cluster: route.mesh.cluster.name,
  object,
});
