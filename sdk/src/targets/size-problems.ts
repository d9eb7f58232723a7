import type { Problem } from "../model/problem.js";
import { type EmittedObject, Pending, type Tree } from "./emitted.js";

/** What a ConfigMap or Secret holds at most, in bytes, by the API server's own check. */
const dataCapacity = 1_048_576;

/** What any object has at most, in bytes: etcd takes requests of 1.5 MiB, of which metadata has a part. */
const objectCapacity = 1_500_000;

/** A generous guess for one certificate that does not exist yet, in bytes. */
const certificateSize = 2048;

/** What is too large for an object is refused before the API server does, which would be half-way through. */
export function* sizeProblems(objects: EmittedObject[]): Iterable<Problem> {
  for (const { owner, object } of objects) {
    const { data } = object;
    const [bytes, capacity] =
      data === undefined ? [objectSize(object), objectCapacity] : [dataSize(data), dataCapacity];
    if (bytes <= capacity) continue;
    yield {
      code: "target.too-large",
      path: owner === undefined ? "natGateways" : `${owner.kind}.${owner.name}`,
      message: `${object.kind} "${object.metadata.name}" would have ${Math.ceil(bytes / 1024)} KiB, and holds ${Math.floor(capacity / 1024)}`,
      hint: "spread its permissions, Exposes or Routes over several listeners, gateways or VPCs",
    };
  }
}

/** In bytes, of which a character has three at most: what is far from the limit is not counted to the byte. */
function objectSize(object: Tree): number {
  const text = JSON.stringify(object);
  return text.length * 3 <= objectCapacity ? text.length : byteLength(text);
}

function dataSize(data: Tree): number {
  if (data instanceof Pending) return data.needs.length * certificateSize;
  if (typeof data === "string") return byteLength(data);
  if (typeof data !== "object" || data === null) return 0;
  return Object.values(data).reduce<number>((sum, value) => sum + dataSize(value), 0);
}

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;
