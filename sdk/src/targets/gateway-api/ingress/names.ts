import type { CheckedExpose } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";

/** What an Expose's Route and the objects beside it are called. */
export const exposePart = ({ name }: CheckedExpose): string => objectName(name);
