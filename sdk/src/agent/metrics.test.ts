import { describe, expect, it } from "@jest/globals";
import { type Measured, metricsText } from "./metrics.js";

const measured: Measured = {
  status: {
    hash: "0123456789abcdef",
    active: true,
    interfaces: [{ interface: "net1", address: "169.254.1.1/32", present: true, up: true, addressed: true }],
    drops: { no_route: { packets: 3, bytes: 180 } },
    flows: { flows: 12, limit: 262144 },
  },
  passages: [{ route: 'a"b\\c', expose: "web", direction: "forward", packets: 5, bytes: 400 }],
  gateway: {
    name: "nat",
    vpcs: [
      { name: "vpc1", interface: "net1" },
      { name: "vpc2", interface: "net2" },
    ],
  },
  active: true,
  ready: false,
  last: { ok: true, seconds: 1795716735.5, duration: 0.25 },
};

describe("metricsText", () => {
  it("has a line for each value, with its labels escaped", () => {
    const samples = metricsText(measured)
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(samples).toEqual([
      "isthmus_nat_active 1",
      "isthmus_nat_ready 0",
      'isthmus_nat_config_info{hash="0123456789abcdef",gateway="nat"} 1',
      "isthmus_nat_last_apply_success 1",
      "isthmus_nat_last_apply_timestamp_seconds 1795716735.5",
      "isthmus_nat_last_apply_duration_seconds 0.25",
      'isthmus_nat_interface_up{vpc="vpc1",interface="net1"} 1',
      'isthmus_nat_interface_up{vpc="vpc2",interface="net2"} 0',
      "isthmus_nat_flows 12",
      "isthmus_nat_flows_limit 262144",
      'isthmus_nat_dropped_packets_total{cause="no_route"} 3',
      'isthmus_nat_dropped_bytes_total{cause="no_route"} 180',
      'isthmus_nat_passage_packets_total{route="a\\"b\\\\c",expose="web",direction="forward"} 5',
      'isthmus_nat_passage_bytes_total{route="a\\"b\\\\c",expose="web",direction="forward"} 400',
    ]);
  });

  it("explains each family once, before its values", () => {
    const lines = metricsText(measured).split("\n");
    const names = [...new Set(lines.flatMap((line) => /^(isthmus_\w+)/.exec(line)?.[1] ?? []))];
    for (const name of names) {
      const [help, type, value] = ["# HELP ", "# TYPE ", ""].map((start) =>
        lines.findIndex((line) => new RegExp(`^${start}${name}[ {]`).test(line)),
      );
      expect([help, type, value].every((index) => index !== undefined && index >= 0)).toBe(true);
      expect([type, value]).toEqual([Number(help) + 1, Number(help) + 2]);
    }
  });

  it("says nothing of what it does not know", () => {
    const text = metricsText({
      status: { active: false, interfaces: [], drops: {} },
      passages: [],
      gateway: undefined,
      active: false,
      ready: false,
      last: undefined,
    });
    expect(text.match(/^isthmus_nat_\w+/gm)).toEqual(["isthmus_nat_active", "isthmus_nat_ready"]);
  });
});
