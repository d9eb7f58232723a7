import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { isOwnGateway, type Spec } from "./own.js";
import { pathProblems } from "./path-problems.js";

/** Offers by exact path or prefix. */
export function* exposeProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { gateway, path, rewrite }] of Object.entries(spec.exposes)) {
    if (!isOwnGateway(spec, gateway)) continue;
    const at = `exposes.${name}.path`;
    if (path?.regex !== undefined)
      yield unavailable(`${at}.regex`, "an Expose of a path by regex", "use exact or prefix");
    yield* pathProblems(at, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
  }
}
