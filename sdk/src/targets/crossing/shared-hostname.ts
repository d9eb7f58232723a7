import type { Problem } from "../../model/problem.js";
import type { RouteSpec } from "../../model/route.js";

/** What decides at which entrance a Route's consumers come in, as text: Routes that share a hostname share this. */
export const entranceOf = ({ from: { mesh, namespace, serviceAccount, labels = {} }, via }: RouteSpec): string =>
  JSON.stringify([mesh, via, namespace, serviceAccount, Object.entries(labels).sort()]);

/** Of a Route whose hostname is that of `other`, at another entrance. */
export const sharedHostname = (route: string, hostname: string, other: string): Problem => ({
  code: "target.hostname-shared",
  path: `routes.${route}.hostname`,
  message: `"${hostname}" leads to the consumers' entrance of Route "${other}", which has other callers or another way`,
  hint: "give the Routes the same from and via, or hostnames of their own",
});
