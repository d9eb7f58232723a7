import type { LastApply } from "./enforcer.js";
import type { KernelStatus, PassageCount } from "./status.js";

/** What the metrics are made of. */
export interface Measured {
  status: KernelStatus;
  passages: readonly PassageCount[];
  gateway: { name: string; vpcs: readonly { name: string; interface: string }[] } | undefined;
  active: boolean;
  ready: boolean;
  last: LastApply | undefined;
}

type Labels = Record<string, string>;
type Sample = [labels: Labels, value: number];

/** Prometheus text exposition, version 0.0.4. */
export function metricsText({ status, passages, gateway, active, ready, last }: Measured): string {
  const prefix = "isthmus_nat";
  const lines: string[] = [];
  const family = (name: string, type: string, help: string, samples: readonly Sample[]): void => {
    if (samples.length === 0) return;
    lines.push(`# HELP ${prefix}_${name} ${help}`, `# TYPE ${prefix}_${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`${prefix}_${name}${labelText(labels)} ${value}`);
  };
  const drops = Object.entries(status.drops);
  const ofPassage = ({ route, expose, direction }: PassageCount): Labels => ({ route, expose, direction });
  const { hash, flows } = status;
  family("active", "gauge", "Whether this gateway forwards, or stands by.", [[{}, Number(active)]]);
  family("ready", "gauge", "Whether the configuration is in force and all interfaces are there.", [
    [{}, Number(ready)],
  ]);
  family(
    "config_info",
    "gauge",
    "The configuration in force, by hash.",
    hash === undefined ? [] : [[{ hash, gateway: gateway?.name ?? "" }, 1]],
  );
  family(
    "last_apply_success",
    "gauge",
    "Whether the last configuration was taken.",
    last === undefined ? [] : [[{}, Number(last.ok)]],
  );
  family(
    "last_apply_timestamp_seconds",
    "gauge",
    "When a configuration was last applied or refused.",
    last === undefined ? [] : [[{}, last.seconds]],
  );
  family(
    "last_apply_duration_seconds",
    "gauge",
    "How long that took.",
    last === undefined ? [] : [[{}, last.duration]],
  );
  family(
    "interface_up",
    "gauge",
    "Whether a VPC's interface is there and up.",
    (gateway?.vpcs ?? []).map(({ name, interface: device }) => [
      { vpc: name, interface: device },
      Number(status.interfaces.some((found) => found.interface === device && found.up)),
    ]),
  );
  family("flows", "gauge", "Flows that conntrack has.", flows === undefined ? [] : [[{}, flows.flows]]);
  family("flows_limit", "gauge", "Flows that it may have.", flows === undefined ? [] : [[{}, flows.limit]]);
  family(
    "dropped_packets_total",
    "counter",
    "Packets dropped, by cause.",
    drops.map(([cause, { packets }]) => [{ cause }, packets]),
  );
  family(
    "dropped_bytes_total",
    "counter",
    "Bytes dropped, by cause.",
    drops.map(([cause, { bytes }]) => [{ cause }, bytes]),
  );
  family(
    "passage_packets_total",
    "counter",
    "Packets of a Route to an Expose, replies included.",
    passages.map((count) => [ofPassage(count), count.packets]),
  );
  family(
    "passage_bytes_total",
    "counter",
    "Bytes of a Route to an Expose, replies included.",
    passages.map((count) => [ofPassage(count), count.bytes]),
  );
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
