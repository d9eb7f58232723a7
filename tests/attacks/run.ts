import type { Attack, Family, Result } from "./attack.js";
import { type JournalEntry, requestLine } from "./journal.js";
import { isPermitted } from "./judge.js";
import type { Stage } from "./stage.js";
import { strayBytes as strayText } from "./tools/requests.js";

/** What came of a family, and whether the gateway came through it. */
export interface FamilyResult {
  family: Family;
  results: Result[];
  /** What permitted calls got before, between and after. */
  controls: string[];
  /** Whether the same pods run, and none has restarted. */
  sameGateway: boolean;
  /** What reached a service that no permission allows, as text. */
  trespasses: string[];
}

/** So many attacks lie between two permitted calls. */
const controlEvery = 10;

/** Runs the attacks of a family, one after the other but for those that wait. */
export async function runFamily(stage: Stage, family: Family): Promise<FamilyResult> {
  const before = await stage.gatewayPods();
  await family.prepare?.(stage);
  const controls = [await control(stage)];
  const seen: JournalEntry[] = [];
  const results: Result[] = [];
  const named = family.attacks.map((attack, index) => ({ id: `${family.letter}${index + 1}`, attack }));

  const waiting = named.filter(({ attack }) => attack.waits);
  const attempts = await Promise.all(waiting.map(({ attack }) => attempt(stage, attack)));
  if (waiting.length > 0) {
    const reached = await reachedBy(stage, seen);
    results.push(
      ...waiting.flatMap((one, index) => ({ ...one, verdict: "", seconds: 0, ...attempts[index], reached })),
    );
  }
  for (const [index, one] of named.filter(({ attack }) => !attack.waits).entries()) {
    if (index > 0 && index % controlEvery === 0) controls.push(await control(stage));
    const attempted = await attempt(stage, one.attack);
    results.push({ ...one, ...attempted, reached: await reachedBy(stage, seen, one.attack.show) });
  }

  controls.push(await control(stage));
  const sameGateway = (await stage.gatewayPods()) === before;
  const trespasses = seen.filter((entry) => !isPermitted(entry)).map(requestLine);
  const order = new Map(named.map(({ id }, index) => [id, index]));
  results.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  return { family, results, controls, sameGateway, trespasses };
}

async function attempt(stage: Stage, attack: Attack): Promise<{ verdict: string; seconds: number }> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  try {
    return { verdict: await attack.run(stage), seconds: seconds() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { verdict: `the attack itself failed: ${message}`, seconds: seconds() };
  }
}

async function reachedBy(stage: Stage, seen: JournalEntry[], show = requestLine): Promise<string> {
  // what the gateway refused may still be on its way
  await new Promise((resolve) => setTimeout(resolve, 15));
  const { entries, strayBytes } = await stage.reached();
  seen.push(...entries);
  return [...counted(entries.map(show)), ...(strayBytes > 0 ? [strayText] : [])].join("; ");
}

/** More than a few of the same are told once. */
function counted(lines: string[]): string[] {
  const distinct = [...new Set(lines)];
  return lines.length < 5
    ? lines
    : distinct.map((line) => `${lines.filter((other) => other === line).length} × ${line}`);
}

async function control(stage: Stage): Promise<string> {
  const verdict = await stage.permittedCall();
  const { entries } = await stage.reached();
  return `${verdict} ${entries.map(requestLine).join("; ")}`;
}

/** What a control says where all is well. */
export const goodControl = "200 POST /charges/control as checkout";
