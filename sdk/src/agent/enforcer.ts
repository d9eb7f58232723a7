import { type Configuration, ownSets } from "./configuration.js";
import {
  type ElementDifference,
  elementDifference,
  knownPassages,
  type KnownPassage,
  type PassageDifference,
  passageDifference,
  stalePassages,
} from "./difference.js";
import { flush } from "./kernel/conntrack.js";
import { announce, change, forget, network } from "./kernel/ip.js";
import { elementsOf, load } from "./kernel/nft.js";
import { ensureSettings, type Settings } from "./kernel/sysctl.js";
import { networkPlan, type NetworkPlan, type OwnAddress } from "./network-plan.js";
import { inForceOf, knownPassageOf, ownAddressOf } from "./kernel-facts.js";
import { slowSets } from "./parse-ruleset.js";
import { changeTable, wholeTable } from "./transaction.js";

/** What applying a configuration changed. */
export interface Applied {
  hash: string;
  /** `Unchanged` if it was in force already, `Changed` if only elements were. */
  table: "Unchanged" | "Changed" | "Replaced";
  elements: { added: number; removed: number };
  /** Lines given to `ip`. */
  network: string[];
  /** Flows deleted since their translation is another now. */
  flushed: number;
  milliseconds: number;
}

/** A configuration that the kernel did not take; what was in force before still is. */
export interface Refused {
  hash: string;
  words: string;
}

/** How the last attempt to apply a configuration went. */
export interface LastApply {
  ok: boolean;
  /** Since 1970. */
  seconds: number;
  duration: number;
}

/** So few removals are not worth a thought, nor is the loss of the elements' counters. */
const fewRemovals = 8;
/** Nor is a table as small as this. */
const smallTable = 500;

/** The lookups by which the kernel announces an address take it three seconds. */
const announcing = 4000;

/**
 * Whether a difference takes the kernel less than the whole table does. Each removal from an interval set of several
 * fields walks over the set, 8 µs an element; loading the table takes 20 µs an element.
 */
function isCheaper({ removed }: ElementDifference, before: Configuration): boolean {
  const slow = new Set(slowSets(before.ruleset));
  const removals = removed.filter((path) => slow.has(path.slice(0, path.indexOf(" ")))).length;
  return removals <= fewRemovals || elementCount(before) < smallTable;
}

const elementCount = ({ elementFiles }: Configuration): number =>
  [...elementFiles.values()].reduce((sum, { elements }) => sum + elements.size, 0);

/** Has the kernel enforce one configuration after the other, in this network namespace. One call at a time. */
export class Enforcer {
  private inForce: Configuration | undefined;
  private hash: string | undefined;
  /** Of an agent before this one; what is in force since then is in `inForce`. */
  private adoptedPassages: ReadonlyMap<string, KnownPassage> = new Map();
  private owned: OwnAddress[] = [];
  private unflushed: KnownPassage[] = [];
  private adopted = false;
  private turn: Promise<unknown> = Promise.resolve();

  last: LastApply | undefined;
  refused: Refused | undefined;
  private missing: string[] = [];
  /** Set while flows go on that should not. */
  private unflushedReason: string | undefined;
  settings: Settings = { reasons: [], warnings: [] };

  constructor(
    private readonly log: (text: string) => void,
    /** Whether the gateway's addresses are on the interfaces. */
    public active: boolean,
  ) {}

  /** The configuration in force, once this process has applied or recognised it. */
  get configuration(): Configuration | undefined {
    return this.inForce;
  }

  /** Its hash; after a start that of an agent before, until a configuration is applied. */
  get appliedHash(): string | undefined {
    return this.hash;
  }

  /** Brings a configuration into force, as a whole or not at all. */
  apply(configuration: Configuration): Promise<Applied | Refused> {
    return this.inTurn(async () => {
      const started = performance.now();
      const result = await this.enforce(configuration);
      const milliseconds = performance.now() - started;
      this.last = { ok: !("words" in result), seconds: Date.now() / 1000, duration: milliseconds / 1000 };
      if ("words" in result) {
        this.refused = result;
        return result;
      }
      this.refused = undefined;
      return { ...result, milliseconds };
    });
  }

  /** Puts back what somebody took away, and configures interfaces that have come. True if something was amiss. */
  repair(): Promise<boolean> {
    return this.inTurn(async () => {
      const configuration = this.inForce;
      if (configuration === undefined) return false;
      let amiss = false;
      if ((await inForceOf()) !== configuration.hash) {
        this.log("the table is not the one that was applied: loading it again");
        this.hash = undefined;
        const loaded = await load(wholeTable(configuration));
        this.refused = loaded.ok ? undefined : { hash: configuration.hash, words: loaded.words };
        if (loaded.ok) this.hash = configuration.hash;
        amiss = true;
      }
      if (this.unflushed.length > 0) await this.flush();
      const lines = await this.connect(configuration);
      if (lines.length > 0) this.log(`put in order: ${lines.join("; ")}`);
      return amiss || lines.length > 0;
    });
  }

  /** Becomes the one that forwards, or stands by. */
  async setActive(active: boolean): Promise<void> {
    this.active = active;
    // at once: a large table that is being loaded must not keep the addresses here while another takes over
    if (!active) await this.withdraw();
    await this.inTurn(async () => {
      if (!this.adopted) await this.adopt();
      if (!active) await this.withdraw();
      if (this.inForce !== undefined) await this.connect(this.inForce);
    });
  }

  /** The gateway as a reader of `/ready` wants it: why it is not what it should be. */
  get reasons(): string[] {
    return [
      ...(this.inForce === undefined ? ["no configuration was applied yet"] : []),
      ...(this.refused === undefined ? [] : [`configuration ${this.refused.hash} was refused: ${this.refused.words}`]),
      ...(this.unflushedReason === undefined ? [] : [this.unflushedReason]),
      ...this.missing,
      ...this.settings.reasons,
    ];
  }

  private async enforce(configuration: Configuration): Promise<Omit<Applied, "milliseconds"> | Refused> {
    if (!this.adopted) await this.adopt();
    const { hash, gateway } = configuration;
    if (this.hash === hash) {
      this.inForce = configuration;
      const lines = await this.connect(configuration);
      return { hash, table: "Unchanged", elements: { added: 0, removed: 0 }, network: lines, flushed: 0 };
    }
    // the interfaces are looked at again at every poll: a change of elements need not wait for it
    const plan = gateway === this.inForce?.gateway ? undefined : await this.plan(configuration);
    this.owned = [...this.owned, ...(plan?.announced ?? [])];
    const prepared = await change(plan?.before ?? []);
    if (!prepared.ok) {
      await change(plan?.undo ?? [], true);
      return { hash, words: prepared.words };
    }
    const passages = this.passagesTo(configuration);
    const loaded = await this.loadTable(configuration, passages);
    if (!loaded.ok) {
      await change(plan?.undo ?? [], true);
      return { hash, words: loaded.words };
    }
    this.inForce = configuration;
    this.hash = hash;
    this.unflushed.push(...passages.removed);
    const flushed = await this.flush();
    const network = plan === undefined ? [] : [...plan.before, ...(await this.finish(configuration, plan))];
    return { hash, table: loaded.table, elements: loaded.elements, network, flushed };
  }

  /** Deletes flows that are translated as they should not be any more; tries again at the next repair if it fails. */
  private async flush(): Promise<number> {
    try {
      const flushed = await flush(this.unflushed);
      this.unflushed = [];
      this.unflushedReason = undefined;
      return flushed;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.unflushedReason = `flows of before could not be deleted: ${words}`;
      return 0;
    }
  }

  private passagesTo(configuration: Configuration): PassageDifference {
    if (this.inForce !== undefined) return passageDifference(this.inForce.elementFiles, configuration.elementFiles);
    const passages = knownPassages(configuration);
    return {
      removed: stalePassages(this.adoptedPassages, passages),
      added: stalePassages(passages, this.adoptedPassages),
    };
  }

  private async loadTable(
    configuration: Configuration,
    passages: PassageDifference,
  ): Promise<({ ok: true } & Pick<Applied, "table" | "elements">) | { ok: false; words: string }> {
    const before = this.inForce;
    if (before !== undefined && before.hash === this.hash && before.ruleset === configuration.ruleset) {
      const difference = elementDifference(before.elementFiles, configuration.elementFiles);
      const script = changeTable({
        ...difference,
        before: { hash: before.hash, vpcs: before.gateway.vpcs },
        after: { hash: configuration.hash, vpcs: configuration.gateway.vpcs },
        passages,
      });
      if (isCheaper(difference, before) && (await load(script)).ok) {
        const elements = { added: difference.added.length, removed: difference.removed.length };
        return { ok: true, table: "Changed", elements };
      }
    }
    const loaded = await load(wholeTable(configuration));
    if (!loaded.ok) return loaded;
    return { ok: true, table: "Replaced", elements: { added: elementCount(configuration), removed: 0 } };
  }

  /** What an agent before this one has left in the kernel. */
  private async adopt(): Promise<void> {
    const [hash, attachments, passages] = await Promise.all([
      inForceOf(),
      elementsOf(ownSets.attachments),
      elementsOf(ownSets.passages),
    ]);
    this.hash = hash;
    this.owned = (attachments ?? []).flatMap(ownAddressOf);
    this.adoptedPassages = new Map((passages ?? []).flatMap(knownPassageOf).map((passage) => [passage.id, passage]));
    this.adopted = true;
  }

  private async plan(configuration: Configuration): Promise<NetworkPlan> {
    return networkPlan(configuration.gateway.vpcs, await network(), this.owned, this.active);
  }

  /** Interfaces, addresses, routes, rules and settings as the configuration wants them; the lines that it took. */
  private async connect(configuration: Configuration): Promise<string[]> {
    const plan = await this.plan(configuration);
    // one line that fails must not keep the others from being there
    this.owned = [...this.owned, ...plan.announced];
    const done = await change(plan.before, true);
    if (!done.ok) this.log(`ip: ${done.words}`);
    return [...plan.before, ...(await this.finish(configuration, plan))];
  }

  private async finish(configuration: Configuration, plan: NetworkPlan): Promise<string[]> {
    const lines = [...plan.after];
    await change(plan.after, true);
    this.owned = configuration.gateway.vpcs.map(({ interface: device, address }) => ({ interface: device, address }));
    if (plan.after.some((line) => line.startsWith("address del"))) {
      // with an interface's last address the kernel forgets the routes over it
      const again = await this.plan(configuration);
      await change(again.before, true);
      lines.push(...again.before);
    }
    if (plan.announced.length > 0) {
      await announce(plan.announced);
      setTimeout(() => void forget(plan.announced).catch(() => undefined), announcing).unref();
    }
    this.missing = plan.missing;
    const absent = new Set(plan.missing);
    const there = configuration.gateway.vpcs.filter(
      (vpc) => !absent.has(`${vpc.name}: interface ${vpc.interface} is not there`),
    );
    const settings = await ensureSettings(there.map(({ interface: device }) => device));
    for (const warning of settings.warnings) if (!this.settings.warnings.includes(warning)) this.log(warning);
    this.settings = settings;
    return lines;
  }

  /** Takes the addresses off the interfaces, and nothing else. */
  private async withdraw(): Promise<void> {
    const { interfaces } = await network();
    const there = this.owned.filter((own) => interfaces.get(own.interface)?.addresses.includes(own.address));
    await change(
      there.map(({ address, interface: device }) => `address del ${address} dev ${device}`),
      true,
    );
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}
