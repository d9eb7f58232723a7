import type { Problem } from "../../model/problem.js";
import type { OwnRule } from "../own.js";

/** The domain of names that proxies know far ends by, and nobody calls by himself. */
export const innerDomain = "isthmus.internal";

/** A Route's hostname that is the inner name of another Route's far end would lead the other's calls elsewhere. */
export const innerNameProblems: OwnRule = function* (spec, own): Iterable<Problem> {
  for (const [name, { hostname = "" }] of own.routes(spec)) {
    if (hostname !== innerDomain && !hostname.endsWith(`.${innerDomain}`)) continue;
    yield {
      code: "target.hostname-inner",
      path: `routes.${name}.hostname`,
      message: `"${hostname}" may be a name by which proxies know what another Route leads to`,
      hint: `choose a hostname outside ${innerDomain}`,
    };
  }
};
