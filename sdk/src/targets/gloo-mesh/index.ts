import type { MeshTarget } from "../target.js";
import { glooMeshNotes } from "./notes.js";
import { planeObjects } from "./objects/index.js";
import { planesOf } from "./plane.js";
import { glooMeshProblems } from "./problems/index.js";
import { glooMeshSupport } from "./support.js";

/** Gloo Mesh 2.x: its management plane is told what may cross, and gateways of Istio carry it. */
export const glooMesh: MeshTarget = {
  supports: { "": glooMeshSupport },
  makesConsumerServices: false,
  problems: glooMeshProblems,
  notes: glooMeshNotes,
  expand: (fabric) => {
    const planes = planesOf(fabric).map(planeObjects);
    return {
      objects: planes.flatMap(({ objects }) => objects),
      certificates: planes.flatMap(({ certificates }) => certificates),
    };
  },
};
