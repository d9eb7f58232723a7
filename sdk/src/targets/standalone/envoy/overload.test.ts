import { describe, expect, it } from "@jest/globals";
import { connectionsIn, overloadManager } from "./overload.js";

interface Overload {
  resource_monitors: { name: string; typed_config: { max_heap_size_bytes?: number } }[];
  actions?: { name: string; triggers: { threshold: { value: number } }[] }[];
}

describe("overloadManager", () => {
  it("keeps the heap below the memory that the pod may have", () => {
    const { resource_monitors: monitors } = overloadManager(1000) as unknown as Overload;
    expect(monitors.flatMap(({ typed_config: { max_heap_size_bytes: bytes } }) => bytes ?? [])).toEqual([850]);
  });

  it("refuses requests before connections, and neither before it has given memory back", () => {
    const { actions = [] } = overloadManager(1000) as unknown as Overload;
    const order = [...actions].sort(
      (a, b) => (a.triggers[0]?.threshold.value ?? 0) - (b.triggers[0]?.threshold.value ?? 0),
    );
    expect(order.map(({ name }) => name.split(".").at(-1))).toEqual([
      "shrink_heap",
      "disable_http_keepalive",
      "stop_accepting_requests",
      "stop_accepting_connections",
    ]);
  });

  it("watches no heap where no memory is given, and then takes 50,000 connections", () => {
    const { resource_monitors: monitors, actions } = overloadManager(undefined) as unknown as Overload;
    expect([monitors.length, actions, connectionsIn(undefined)]).toEqual([1, undefined, 50000]);
  });

  it("takes no more connections than the memory holds", () => {
    expect([connectionsIn(512 * 2 ** 20), connectionsIn(1)]).toEqual([13107, 1]);
  });
});
