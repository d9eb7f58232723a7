import type { Problem } from "../../../model/problem.js";
import { routeDeclaration } from "../claims.js";
import type { Pair } from "../pairs.js";

/** A GatewayPeering is between two parties of one Hedgehog fabric, at least one of them a VPC. */
export function* pairProblems({ vpcs: [first, second], uses }: Pair): Iterable<Problem> {
  const [use] = uses;
  if (use === undefined) return;
  const { words, path } = routeDeclaration(use.passage.route);
  if (first.cluster.name !== second.cluster.name) {
    const named = [first, second].map(({ name, cluster }) => `"${name}" in ${clusterWords(cluster.name)}`);
    yield {
      code: "hedgehog.peer-cluster",
      path,
      message: `${words} joins VPCs of two Hedgehog fabrics: ${named.join(", ")}`,
      hint: "a GatewayPeering joins VPCs of one fabric: name one cluster for both, or use target standalone",
    };
  }
  if (first.external && second.external) {
    yield {
      code: "hedgehog.external-transit",
      path,
      message: `${words} joins external "${first.name}" to external "${second.name}", and a GatewayPeering has a VPC on one side`,
      hint: "leave the Route out, or use target standalone",
    };
  }
}

const clusterWords = (name: string | undefined): string =>
  name === undefined ? "the cluster in use" : `cluster "${name}"`;
