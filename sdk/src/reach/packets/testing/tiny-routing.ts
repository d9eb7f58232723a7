import type { TinyExpose, TinyFabric, TinyRoute, TinyVpc } from "./tiny-fabric.js";
import { allAddresses, prefixLength, union } from "./tiny-space.js";

/** What takes a packet from an address to another, before anybody asks for ports and filters. */
export interface Way {
  route: TinyRoute;
  expose: TinyExpose;
  /** As what the source is seen: of a stateful Route any of them. */
  seen: Set<number>;
}

/** A consumer's address as a provider sees it. */
export interface Sight {
  way: Way;
  source: number;
  address: number;
}

/** A packet that a provider may send by a static return, and the forward packet that it mirrors. */
export interface Mirror {
  way: Way;
  source: number;
  destination: number;
}

/** Entries of a VPC that hold a destination with the longest prefix. */
export interface Group {
  /** Of class 1: the only Expose that can be meant. */
  expose: TinyExpose | undefined;
  routes: TinyRoute[];
}

/** Every VPC's ways, by quantifying over all pairs of addresses. */
export class TinyRouting {
  readonly #ways = new Map<string, Way>();
  readonly #mirrors = new Map<string, Mirror | undefined>();
  readonly #losses = new Map<string, Set<number>>();
  readonly #startable = new Map<string, boolean>();
  readonly #sights = new Map<string, Sight[]>();
  readonly #vpcs: TinyVpc[];
  readonly #externals: TinyVpc[];

  constructor(readonly fabric: TinyFabric) {
    this.#vpcs = fabric.vpcs.filter(({ external }) => !external);
    this.#externals = fabric.vpcs.filter(({ external }) => external);
    // each step looks only at what the steps before it found
    for (const vpc of this.#vpcs) this.#fill(vpc, 1);
    for (const provider of this.#vpcs) this.#look(this.#vpcs, provider);
    for (const vpc of this.#externals) this.#fill(vpc, 1);
    for (const provider of this.#vpcs) this.#look(this.#externals, provider);
    for (const vpc of this.#vpcs) this.#fill(vpc, 2);
    for (const provider of this.#externals) this.#look(this.#vpcs, provider);
    for (const vpc of this.#externals) this.#fill(vpc, 2);
    for (const provider of this.#externals) this.#look(this.#externals, provider);
  }

  way(vpc: TinyVpc, source: number, destination: number): Way | undefined {
    return this.#ways.get(`${vpc.name} ${source} ${destination}`);
  }

  /** Every address of consumers as a provider sees them, class by class. */
  sights(provider: TinyVpc, external: boolean): Sight[] {
    return this.#sights.get(`${provider.name} ${external}`) ?? [];
  }

  /** Whose address a provider takes it for: replies to it go there. A VPC wins over an external. */
  owner(provider: TinyVpc, address: number): TinyVpc | undefined {
    for (const external of [false, true]) {
      const sight = this.sights(provider, external).find((each) => each.address === address);
      if (sight !== undefined) return sight.way.route.vpc;
    }
    return undefined;
  }

  /** Whether anybody can start a flow to a destination. */
  isStartable(vpc: TinyVpc, destination: number): boolean {
    const key = `${vpc.name} ${destination}`;
    const startable =
      this.#startable.get(key) ??
      allAddresses.some(
        (each) => this.way(vpc, each, destination) !== undefined || this.mirror(vpc, each, destination) !== undefined,
      );
    this.#startable.set(key, startable);
    return startable;
  }

  /** What a provider's packet to a consumer's visible address mirrors, if a static return lets it. Once all is known. */
  mirror(provider: TinyVpc, source: number, visible: number): Mirror | undefined {
    const key = `${provider.name} ${source} ${visible}`;
    if (!this.#mirrors.has(key)) this.#mirrors.set(key, this.#findMirror(provider, source, visible));
    return this.#mirrors.get(key);
  }

  #findMirror(provider: TinyVpc, source: number, visible: number): Mirror | undefined {
    const owner = this.owner(provider, visible);
    if (owner === undefined) return undefined;
    const mirrors = this.sights(provider, owner.external).flatMap(({ way, source: consumer, address }) => {
      const { route, expose } = way;
      if (address !== visible || route.vpc !== owner || !expose.isStatic || route.isStateful) return [];
      return allAddresses
        .filter((each) => expose.toPrivate.get(each) === source)
        .flatMap((each) => {
          const found = this.way(owner, consumer, each);
          return found?.route === route && found.expose === expose
            ? [{ way: found, source: consumer, destination: each }]
            : [];
        });
    });
    return mirrors.find(({ way }) => !way.expose.any) ?? mirrors[0];
  }

  /** Entries of class 1, of what VPCs expose. */
  classOne(vpc: TinyVpc, destination: number): Group | undefined {
    const expose = this.exposedByVpc(destination);
    if (expose === undefined || isClosed(vpc, expose, destination)) return undefined;
    const entries = this.#entries(vpc, destination).filter(
      (route) => route.expose === undefined || route.expose === expose,
    );
    return entries.length === 0 ? undefined : { expose, routes: longest(entries, destination) };
  }

  /** Entries of class 2, of what externals expose. */
  classTwo(vpc: TinyVpc, destination: number): Group | undefined {
    if (this.exposedByVpc(destination) !== undefined || isClosed(vpc, undefined, destination)) return undefined;
    if (this.sights(vpc, false).some(({ address }) => address === destination)) return undefined;
    const entries = this.#entries(vpc, destination).filter((route) => this.proposal(route, destination) !== undefined);
    return entries.length === 0 ? undefined : { expose: undefined, routes: longest(entries, destination) };
  }

  exposedByVpc(address: number): TinyExpose | undefined {
    return this.fabric.exposes.find((expose) => !expose.vpc.external && expose.public.has(address));
  }

  /** The Expose of an external that a Route would take. */
  proposal(route: TinyRoute, destination: number): TinyExpose | undefined {
    const exposes = route.expose === undefined ? this.fabric.exposes : [route.expose];
    return exposes
      .filter(({ vpc, public: shown }) => vpc.external && vpc !== route.vpc && shown.has(destination))
      .sort(byPreference(destination))[0];
  }

  /** Whether two Routes of a VPC lead to the same at a destination by prefixes of one length, be there longer ones or not. */
  doCompete(one: TinyRoute, other: TinyRoute, destination: number): boolean {
    const length = prefixLength(one.destinations, destination);
    const level = this.#entries(one.vpc, destination).filter(
      ({ destinations }) => prefixLength(destinations, destination) === length,
    );
    const expose = this.exposedByVpc(destination);
    const remaining =
      expose === undefined
        ? this.leadingTo({ expose, routes: level }, destination)
        : level.filter((route) => route.expose === undefined || route.expose === expose);
    return remaining.includes(one) && remaining.includes(other);
  }

  /** The best that Routes of a group propose, where it is of externals. */
  bestOf({ expose, routes }: Group, destination: number): TinyExpose | undefined {
    const proposed = routes.flatMap((route) => this.proposal(route, destination) ?? []);
    return expose ?? proposed.sort(byPreference(destination))[0];
  }

  /** Of a group of externals, the Routes that lead to the best that any of them proposes. */
  leadingTo(group: Group, destination: number): TinyRoute[] {
    if (group.expose !== undefined) return group.routes;
    const best = this.bestOf(group, destination);
    return group.routes.filter(({ expose, vpc }) =>
      expose === undefined ? best !== undefined && best.vpc !== vpc : expose === best,
    );
  }

  #entries(vpc: TinyVpc, destination: number): TinyRoute[] {
    return this.fabric.routes.filter((route) => route.vpc === vpc && route.destinations.has(destination));
  }

  #fill(vpc: TinyVpc, kind: 1 | 2): void {
    for (const destination of allAddresses) {
      const group = kind === 1 ? this.classOne(vpc, destination) : this.classTwo(vpc, destination);
      if (group === undefined) continue;
      const expose = this.bestOf(group, destination);
      if (expose === undefined) continue;
      const routes = this.leadingTo(group, destination);
      for (const source of allAddresses) {
        const way = this.#choose(routes, expose, source);
        if (way !== undefined) this.#ways.set(`${vpc.name} ${source} ${destination}`, way);
      }
    }
  }

  /** The Route of those that lead to an Expose whose sources fit best. */
  #choose(routes: TinyRoute[], expose: TinyExpose, source: number): Way | undefined {
    const [route] = routes
      .filter(({ sources }) => sources.has(source))
      .sort((a, b) => prefixLength(b.sources, source) - prefixLength(a.sources, source) || compare(a.name, b.name));
    if (route === undefined) return undefined;
    const images = route.isStateful ? [...route.visible] : [route.toVisible.get(source) ?? source];
    const lost = route.vpc.external && !route.isChosen ? this.#lost(expose.vpc) : new Set();
    const seen = new Set(images.filter((image) => !lost.has(image)));
    return seen.size === 0 ? undefined : { route, expose, seen };
  }

  /** Addresses under which no external is seen by a provider, unless it chooses them. */
  #lost(provider: TinyVpc): Set<number> {
    const known = this.#losses.get(provider.name);
    if (known !== undefined) return known;
    const forwarded = allAddresses.filter((address) => this.classOne(provider, address) !== undefined);
    const taken = this.sights(provider, false).map(({ address }) => address);
    const lost = union([provider.cidrs, new Set(forwarded), new Set(taken)]);
    this.#losses.set(provider.name, lost);
    return lost;
  }

  #look(consumers: TinyVpc[], provider: TinyVpc): void {
    const external = consumers === this.#externals;
    const sights = consumers.flatMap((consumer) =>
      allAddresses.flatMap((source) =>
        allAddresses.flatMap((destination) => {
          const way = this.way(consumer, source, destination);
          if (way?.expose.vpc !== provider) return [];
          return [...way.seen].map((address) => ({ way, source, address }));
        }),
      ),
    );
    this.#sights.set(`${provider.name} ${external}`, sights);
  }
}

/** Whether nothing leads to a destination since it is the VPC's own. */
const isClosed = (vpc: TinyVpc, expose: TinyExpose | undefined, destination: number): boolean =>
  expose?.vpc === vpc || (!vpc.external && vpc.addresses.has(destination));

function longest(routes: TinyRoute[], destination: number): TinyRoute[] {
  const length = Math.max(...routes.map(({ destinations }) => prefixLength(destinations, destination)));
  return routes.filter(({ destinations }) => prefixLength(destinations, destination) === length);
}

/** The longest public prefix, then the lowest priority, then the name of the VPC, then that of the Expose. */
const byPreference =
  (destination: number) =>
  (a: TinyExpose, b: TinyExpose): number =>
    prefixLength(b.public, destination) - prefixLength(a.public, destination) ||
    a.vpc.priority - b.vpc.priority ||
    compare(a.vpc.name, b.vpc.name) ||
    compare(a.name, b.name);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
