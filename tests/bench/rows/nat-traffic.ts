import { type Bench, type Case, type Figure } from "../bench.js";
import { compared, numbersOf } from "../nat/compared.js";
import { answering, ensureExchange, exchanged, type ExchangePlan } from "../nat/exchange.js";
import { receiving, sent } from "../nat/iperf.js";
import { ensureIperf, ensureNamespaces } from "../nat/requirements.js";
import { type Side, type Sides, withSides } from "../nat/sides.js";
import { turns } from "../turns.js";

const roundCount = 8;
const atLeastOfPlain = 0.85;
/** Flat, as far as rounds of a second can tell. */
const atLeastOfFew = 0.95;
const throughputAims = {
  plain: { of: "ratio", atLeast: atLeastOfPlain },
  flat: { of: "ratio", atLeast: atLeastOfFew },
} as const;

/** Packets under way at once: enough that the processor is never without one, few enough that no queue is full. */
const window = 32;

/** What packets meet in the gateway, against forwarding without any rule, and against linear rules. */
export const natTraffic: Case[] = [
  {
    name: "nat/throughput",
    measure: async (bench): Promise<Figure[]> => {
      await ensureNamespaces(bench);
      await ensureIperf(bench);
      return withSides(bench, async (sides) => {
        await each(sides, ({ scene, answers }) => receiving(scene, answers));
        const samples = await rounds(bench, "throughput", sides, ({ scene, destination }) =>
          sent(scene, destination, 1),
        );
        return compared("TCP", "Gbit/s", samples, throughputAims);
      });
    },
  },
  {
    name: "nat/packets",
    measure: async (bench): Promise<Figure[]> => {
      const samples = await exchanges(bench, "small packets", { kind: "datagrams", window, seconds: 0.5 });
      return compared(
        "both ways",
        "1000/s",
        numbersOf(samples, ({ count, seconds }) => (2 * count) / seconds / 1000),
        throughputAims,
      );
    },
  },
  {
    name: "nat/latency",
    measure: async (bench): Promise<Figure[]> => {
      const samples = await exchanges(bench, "round trips", { kind: "datagrams", window: 1, seconds: 0.5 });
      return [
        ...compared(
          "p50",
          "µs",
          numbersOf(samples, ({ p50 }) => p50),
        ),
        ...compared(
          "p99",
          "µs",
          numbersOf(samples, ({ p99 }) => p99),
        ),
      ];
    },
  },
  {
    name: "nat/connect",
    measure: async (bench): Promise<Figure[]> => {
      const samples = await exchanges(bench, "connections", { kind: "connections", window: 1, seconds: 0.5 });
      return compared(
        "p50",
        "µs",
        numbersOf(samples, ({ p50 }) => p50),
      );
    },
  },
];

const exchanges = async (bench: Bench, name: string, plan: ExchangePlan) => {
  await ensureNamespaces(bench);
  const program = await ensureExchange(bench);
  return withSides(bench, async (sides) => {
    await each(sides, ({ scene, answers }) => answering(program, scene, answers));
    return rounds(bench, name, sides, ({ scene, destination }) => exchanged(program, scene, destination, plan));
  });
};

/** All sides in turns, after one look at each that does not count: neighbours are not known yet. */
async function rounds<Sample>(bench: Bench, name: string, sides: Sides, look: (side: Side) => Promise<Sample>) {
  await each(sides, look);
  const { plain, few, many, linear, passing } = sides;
  return turns(
    bench,
    { name, count: roundCount },
    {
      plain: () => look(plain),
      few: () => look(few),
      many: () => look(many),
      linear: () => look(linear),
      passing: () => look(passing),
    },
  );
}

async function each(sides: Sides, does: (side: Side) => Promise<unknown>): Promise<void> {
  for (const side of Object.values(sides) as Side[]) await does(side);
}
