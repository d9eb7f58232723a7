import type { CheckResult, CreateResult, DiffResult, UpdateResult } from "@pulumi/pulumi/provider";
import { revealedProperties, secret } from "./secret.js";

type Properties = Record<string, unknown>;

/** What `isthmus/certificates` offers: it takes and gives plain values. */
export interface CertificateProvider {
  check(olds: Properties, news: Properties): Promise<CheckResult>;
  diff(id: string, olds: Properties, news: Properties): Promise<DiffResult>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
}

/**
 * The certificate resources as a plugin serves them: their kind is in their type, and secrets are marked on the wire.
 * What came marked goes back marked, and so does each private key.
 */
export class Certificates {
  constructor(
    private readonly provider: CertificateProvider,
    /** By class: `{ MeshRoot: "root" }`. */
    private readonly kinds: Record<string, string>,
  ) {}

  async check(urn: string, olds: Properties, news: Properties): Promise<CheckResult> {
    const { failures } = await this.provider.check(revealedProperties(olds), this.plain(urn, news));
    return { inputs: news, failures };
  }

  diff(id: string, urn: string, olds: Properties, news: Properties): Promise<DiffResult> {
    return this.provider.diff(id, revealedProperties(olds), this.plain(urn, news));
  }

  async create(urn: string, inputs: Properties): Promise<CreateResult> {
    const { id, outs } = await this.provider.create(this.plain(urn, inputs));
    return { id, outs: marked(outs, inputs) };
  }

  async update(id: string, urn: string, olds: Properties, news: Properties): Promise<UpdateResult> {
    const { outs } = await this.provider.update(id, revealedProperties(olds), this.plain(urn, news));
    return { outs: marked(outs, news) };
  }

  private plain(urn: string, inputs: Properties): Properties {
    const name = urn.split("::")[2]?.split("$").at(-1)?.split(":").at(-1) ?? "";
    const kind = this.kinds[name];
    if (kind === undefined) throw new Error(`the plugin isthmus has no resource ${name}`);
    return { ...revealedProperties(inputs), kind };
  }
}

const marked = ({ privateKey, ...outs }: Properties, inputs: Properties): Properties => ({
  ...Object.fromEntries(Object.entries(outs).map(([name, value]) => [name, inputs[name] ?? value])),
  ...(privateKey !== undefined && { privateKey: secret(privateKey) }),
});
