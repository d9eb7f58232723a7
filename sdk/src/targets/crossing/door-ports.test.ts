import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type DoorPort, doorPorts } from "./door-ports.js";
import { stableHash } from "./stable-hash.js";

const doors = fc.uniqueArray(
  fc.record({ door: fc.stringMatching(/^[a-z]{1,3}$/), port: fc.constantFrom(80, 443, 8080) }),
  { selector: ({ door, port }) => `${door}:${port}`, maxLength: 40 },
);

/** Doors whose names lead to one port, found by trying. */
function colliding(): [DoorPort, DoorPort] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index += 1) {
    const door = `door-${index}`;
    const port = stableHash(`${door}:80`) % 16384;
    const twin = seen.get(port);
    if (twin !== undefined)
      return [
        { door: twin, port: 80 },
        { door, port: 80 },
      ];
    seen.set(port, door);
  }
}

describe("doorPorts", () => {
  it("gives each port of each door a port of its own, between those that are taken and those that Linux gives away", () => {
    fc.assert(
      fc.property(doors, (all) => {
        const portOf = doorPorts(all);
        const ports = all.map(({ door, port }) => portOf(door, port));
        expect(new Set(ports).size).toBe(all.length);
        for (const port of ports) {
          expect(port).toBeGreaterThanOrEqual(16384);
          expect(port).toBeLessThan(32768);
        }
      }),
    );
  });

  it("does not depend on the order of the doors", () => {
    fc.assert(
      fc.property(doors, (all) => {
        const [portOf, reversed] = [doorPorts(all), doorPorts([...all].reverse())];
        for (const { door, port } of all) expect(reversed(door, port)).toBe(portOf(door, port));
      }),
    );
  });

  it("keeps a door's port when doors come and go that do not want it", () => {
    fc.assert(
      fc.property(doors, ([kept, ...others]) => {
        if (kept === undefined) return;
        const wanted = doorPorts([kept])(kept.door, kept.port);
        const others_ = others.filter((other) => doorPorts([other])(other.door, other.port) !== wanted);
        const portOf = doorPorts([kept, ...others_]);
        const displaced = others_.some(({ door, port }) => portOf(door, port) === wanted);
        if (!displaced) expect(portOf(kept.door, kept.port)).toBe(wanted);
      }),
    );
  });

  it("lets the first in order keep a port that two names lead to, and gives the other the next", () => {
    const [first, second] = colliding().sort((a, b) => (a.door < b.door ? -1 : 1));
    if (first === undefined || second === undefined) throw new Error("two doors were asked for");
    const wanted = doorPorts([first])(first.door, 80);
    expect(doorPorts([second])(second.door, 80)).toBe(wanted);
    const portOf = doorPorts([second, first]);
    expect([portOf(first.door, 80), portOf(second.door, 80)]).toEqual([wanted, wanted + 1]);
  });

  it("has no port for a door that it was not given", () => {
    expect(() => doorPorts([])("web", 80)).toThrow(/"web" has no port 80/);
  });
});
