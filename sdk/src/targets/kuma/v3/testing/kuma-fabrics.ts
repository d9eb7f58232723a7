import fc from "fast-check";
import { type MeshSide, validFabricsOfAllListeners } from "../../../../fabric/testing/fabrics.js";
import type { MeshTarget } from "../../../../model/target.js";

const kuma: MeshTarget = { kind: "kuma", version: "3.0" };
const standalone: MeshTarget = { kind: "standalone" };

/**
 * Fabrics of what our gateways can do, each mesh on Kuma 3.0 or, one in four, on target standalone; services with and
 * without labels of their pods.
 */
export const kumaFabrics = (): fc.Arbitrary<MeshSide> =>
  fc
    .tuple(validFabricsOfAllListeners(), fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 }))
    .map(([fabric, draws]) => ({
      ...fabric,
      meshes: Object.fromEntries(
        Object.entries(fabric.meshes).map(([name, mesh], index) => {
          const target = draws[index] === 0 ? standalone : kuma;
          return [name, { namespace: `${name.toLowerCase()}-gateways`, ...mesh, target }];
        }),
      ),
      exposes: Object.fromEntries(
        Object.entries(fabric.exposes).map(([name, expose], index) => {
          const hasSelector = (draws[4 + (index % 4)] ?? 0) > 1;
          const { service } = expose;
          if (service === undefined || !hasSelector) return [name, expose];
          return [name, { ...expose, service: { ...service, selector: { app: service.name } } }];
        }),
      ),
    }));
