import * as pulumi from "@pulumi/pulumi";
import { countProblems, describeProblem, type Problem } from "../model/problem.js";

/**
 * Every problem of a component at once. Pulumi shows it without a stack: in a Node program as an error of its resource,
 * in the plugin as errors of input properties.
 *
 * The problems stand in the message and not in `errors`: there the engine prints the value at each path, and with it
 * any secret that stands below.
 */
export class FabricError extends pulumi.InputPropertiesError {
  /** The spelling is Pulumi's. */
  readonly __pulumResourceError = true;
  readonly hideStack = true;
  declare readonly resource: pulumi.Resource;

  constructor(
    resource: pulumi.Resource,
    readonly problems: Problem[],
  ) {
    super({ errors: [], message: [countProblems(problems.length), ...problems.map(describeProblem)].join("\n") });
    // Pulumi prints what nobody caught with all that is enumerable: here that would be every resource of the program
    Object.defineProperty(this, "resource", { value: resource });
  }
}
