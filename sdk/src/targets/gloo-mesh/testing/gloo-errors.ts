import { ruleErrors } from "./rule-errors.js";
import { isGloo, type Sent, structuralErrors } from "./structural-errors.js";

/** What Gloo Mesh would say to objects, as far as the digest knows: fields, and rules where the fields are right. */
export const glooErrors = (objects: Sent[]): string[] =>
  objects.filter(isGloo).flatMap((object) => {
    const structural = [...structuralErrors(object)];
    return structural.length > 0 ? structural : [...ruleErrors(object)];
  });
