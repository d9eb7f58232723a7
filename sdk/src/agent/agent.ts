import { describeProblem, ProblemsError } from "../model/problem.js";
import type { Configuration } from "./configuration.js";
import { type Applied, Enforcer, type Refused } from "./enforcer.js";
import { requireNetAdmin } from "./kernel/privileges.js";
import { leaseClient } from "./lease/client.js";
import { leaseTimes } from "./lease/decide.js";
import { keepLease } from "./lease/keeper.js";
import { metricsText } from "./metrics.js";
import type { AgentOptions } from "./options.js";
import { DirectoryReader } from "./read-directory.js";
import { remove } from "./remove.js";
import { serve } from "./server.js";
import { kernelStatus, passageCounts } from "./status.js";
import { follow } from "./watch.js";

/** Where the agent tells what happens. */
export interface Reports {
  log: (text: string) => void;
  applied: (result: Applied) => void;
}

/** A refused configuration is tried again after so long: it may have been the kernel's memory. */
const patience = 30_000;

/** Applies a directory once. Throws a {@link ProblemsError} where the directory or this process is not fit. */
export async function applyOnce(options: AgentOptions, { log }: Pick<Reports, "log">) {
  await requireNetAdmin();
  const configuration = new DirectoryReader(options.directory).read();
  const enforcer = new Enforcer(log, true);
  const result = await enforcer.apply(configuration);
  return { result, reasons: isApplied(result) ? enforcer.reasons : [], warnings: enforcer.settings.warnings };
}

/** Applies a directory and follows it until `signal` aborts; then stands down and leaves the rest in force. */
export async function runAgent(options: AgentOptions, reports: Reports, signal: AbortSignal): Promise<void> {
  const { log } = reports;
  await requireNetAdmin();
  const reader = new DirectoryReader(options.directory);
  const enforcer = new Enforcer(log, options.lease === undefined);
  let failure: string | undefined;
  let told: string[] = [];
  let refusedAt = -Infinity;

  const look = async (configuration: Configuration): Promise<void> => {
    const { refused } = enforcer;
    const news = configuration !== enforcer.configuration && configuration.hash !== refused?.hash;
    const again = configuration !== enforcer.configuration && performance.now() - refusedAt >= patience;
    if (news || again) {
      const result = await enforcer.apply(configuration);
      if (isApplied(result)) reports.applied(result);
      else refusedAt = performance.now();
      return;
    }
    // an older one again: what was refused is not wanted any more
    if (configuration === enforcer.configuration && refused?.hash !== configuration.hash) enforcer.refused = undefined;
    await enforcer.repair();
  };
  const reasons = (): string[] => [...(failure === undefined ? [] : [failure]), ...enforcer.reasons];
  const act = async (): Promise<void> => {
    try {
      await look(reader.read());
      failure = undefined;
    } catch (error) {
      failure = describeError(error);
      await enforcer.repair().catch((second: unknown) => (failure = describeError(second)));
    }
    for (const reason of reasons()) if (!told.includes(reason)) log(reason);
    told = reasons();
  };

  await act();
  const listener =
    options.listen === undefined
      ? undefined
      : await serve(options.listen, {
          reasons,
          metrics: () => metrics(enforcer, reasons().length === 0),
          status: () => status(enforcer, reasons()),
        });
  if (listener !== undefined) log(`listening on port ${listener.port}`);
  try {
    await Promise.all([contend(options, enforcer, log, signal), follow(options.directory, options.poll, act, signal)]);
  } finally {
    listener?.close();
  }
  if (!options.cleanup) return;
  await remove();
  log("everything is taken away");
}

const describeError = (error: unknown): string =>
  error instanceof ProblemsError
    ? error.problems.map(describeProblem).join("\n")
    : error instanceof Error
      ? error.message
      : String(error);

/** True for a configuration that is in force now. */
export const isApplied = (result: Applied | Refused): result is Applied => !("words" in result);

async function contend(
  { lease }: AgentOptions,
  enforcer: Enforcer,
  log: Reports["log"],
  signal: AbortSignal,
): Promise<void> {
  if (lease === undefined) {
    // alone, it stands down only by ending: another may be on its way to the same addresses
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve());
    });
    return enforcer.setActive(false);
  }
  const times = leaseTimes(lease.seconds);
  await enforcer.setActive(false);
  await keepLease(
    {
      ...lease,
      times,
      client: leaseClient(lease.namespace, lease.name, times.renew, lease.api),
      able: () => enforcer.configuration !== undefined,
      become: (active) => enforcer.setActive(active),
      log,
    },
    signal,
  );
}

async function metrics(enforcer: Enforcer, ready: boolean): Promise<string> {
  const { configuration, active, last } = enforcer;
  const [kernel, passages] = await Promise.all([
    kernelStatus(),
    configuration === undefined ? [] : passageCounts(configuration),
  ]);
  return metricsText({ status: kernel, passages, gateway: configuration?.gateway, active, ready, last });
}

async function status(enforcer: Enforcer, reasons: string[]) {
  const { active, configuration, last, settings } = enforcer;
  return {
    ...(await kernelStatus()),
    active,
    ready: reasons.length === 0,
    reasons,
    warnings: settings.warnings,
    gateway: configuration?.gateway.name,
    last,
  };
}
