import { TransportProtocol } from "../../model/choices.js";
import type { PortMapping } from "../../model/expose.js";
import type { Problem } from "../../model/problem.js";
import { clashes } from "../addresses/pieces.js";
import { type Range, sizeOf } from "../addresses/range.js";
import { propertyPath } from "../path.js";
import type { PortSegment } from "./checked.js";

/** Every port; of ICMP, which has none, the only value. */
export const everyPort: Range = { first: 0, last: 65535 };

/** `80` or `8000-8100` as its ports. */
export function portRange(text: string): Range {
  const [first = 0, last = first] = text.split("-").map(Number);
  return { first, last };
}

/** `80` or `8000-8100`; nothing for every port. */
export const portText = ({ first, last }: Range): string =>
  first === last ? String(first) : first === 0 && last === 65535 ? "" : `${first}-${last}`;

/** The mappings of an Expose, a segment for each protocol; undefined where two contradict. */
export function readPorts(
  mappings: PortMapping[],
  at: PropertyKey[],
  keepsInternalApart: boolean,
  problems: Problem[],
): PortSegment[] | undefined {
  const before = problems.length;
  const segments = mappings.flatMap(({ external, internal, protocol }, index) => {
    if (protocol === TransportProtocol.ICMP) {
      problems.push({
        code: "expose.port-protocol",
        path: propertyPath(...at, index, "protocol"),
        message: "ICMP has no ports to map",
        hint: "name tcp or udp, or leave protocol out for both",
      });
      return [];
    }
    const [outer, inner] = [portRange(external), portRange(internal)];
    const protocols = protocol === undefined ? [TransportProtocol.TCP, TransportProtocol.UDP] : [protocol];
    return protocols.map((of) => ({
      protocol: of,
      from: outer.first,
      to: inner.first,
      length: sizeOf(outer),
      index,
    }));
  });
  for (const protocol of [TransportProtocol.TCP, TransportProtocol.UDP]) {
    const own = segments.filter((segment) => segment.protocol === protocol);
    const sides = [
      { field: "external", start: "from" },
      { field: "internal", start: "to" },
    ] as const;
    for (const { field, start } of sides) {
      if (field === "internal" && !keepsInternalApart) continue;
      const ranges = own.map((segment) => ({
        first: segment[start],
        last: segment[start] + segment.length - 1,
        index: segment.index,
      }));
      for (const [a, b] of clashes(ranges, ({ index }) => index)) {
        const [one, other] = [a, b].sort((x, y) => x.index - y.index);
        if (one === undefined || other === undefined) continue;
        problems.push({
          code: "expose.port-taken",
          path: propertyPath(...at, other.index, field),
          message: `${field} ports ${portText(other)} and ${portText(one)} (ports[${one.index}]) overlap for ${protocol}${field === "internal" ? ", and replies of a static return could not be told apart" : ""}`,
          hint:
            field === "external" ? "give each mapping ports of its own" : "use returnRoute stateful, or other ports",
        });
      }
    }
  }
  if (problems.length > before) return undefined;
  return segments
    .map(({ protocol, from, to, length }) => ({ protocol, from, to, length }))
    .sort((a, b) => (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : a.from - b.from));
}
