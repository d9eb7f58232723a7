import { join } from "node:path";
import { Access, openSession } from "../../sdk/src/engine/session.js";
import { revealed } from "../../sdk/src/engine/value.js";
import { issueLeaf } from "../../sdk/src/pulumi/certificates/issuing.js";
import { kubectl, type TestCluster } from "../cluster/index.js";
import { forgetOtherClusters, isthmus } from "../quickstart/stack.js";
import type { Identity } from "../wire/client.js";
import { eventually } from "../wire/eventually.js";
import type { JournalEntry } from "./journal.js";
import { readJournal } from "./journal.js";
import { TokenIssuer } from "../wire/tokens.js";
import { loginIssuer, partnerIssuer, type Present } from "./program/fabric.js";
import { exchange } from "./tools/http1.js";
import { verdictOf } from "./tools/answers.js";

/** Where the attacked program is, with its state. */
export const programDirectory = join(__dirname, "program");

/** Meshes whose authorities' keys the attackers may have stolen. */
export type MeshName = "shop" | "payments" | "partner" | "leaver";

const callers = {
  checkout: ["shop", "spiffe://shop.acme.internal/ns/web/sa/checkout"],
  catalog: ["shop", "spiffe://shop.acme.internal/ns/web/sa/catalog"],
  auditor: ["shop", "spiffe://shop.acme.internal/ns/audit/sa/auditor"],
  visitor: ["partner", "spiffe://partner.example/ns/visitors/sa/visitor"],
  leaver: ["leaver", "spiffe://leaver.example/ns/web/sa/checkout"],
} as const;

/** The live gateway, certificates for those who call it, and the judge of what reached its services. */
export class Stage {
  readonly #stack = "attacks";
  readonly #authorities = new Map<string, Identity>();
  readonly #identities = new Map<string, Identity>();

  /** Who sign tokens that a permission asks for. */
  readonly login = new TokenIssuer(loginIssuer);
  readonly partnerLogin = new TokenIssuer(partnerIssuer);

  constructor(readonly cluster: TestCluster) {}

  /** Where the gateway answers. */
  get gateway(): { host: string; port: number } {
    return this.at(30443);
  }

  /** Where another of its listeners answers. */
  at(port: 30443 | 30432 | 30880 | 30881): { host: string; port: number } {
    return { host: this.cluster.nodeAddress, port };
  }

  /** Deploys the Fabric as its user would, and waits until its permitted call gets through. */
  async start(): Promise<void> {
    await forgetOtherClusters(this.#stack, [this.cluster], programDirectory);
    await this.change({ visitorPermission: true, leaver: true });
    await this.#learnIdentities();
    await eventually(async () => (await this.permittedCall()) === "200", 90);
    // whoever left in an earlier run is back
    await eventually(async () => (await this.permittedCall("leaver")) === "200", 90);
    // a pod of an earlier run may still be on its way out
    await eventually(async () => (await this.gatewayPods()).trim().split("\n").length === 1, 90);
    await this.reached();
  }

  async change({ visitorPermission, leaver }: Present): Promise<void> {
    const { kubeconfig, nodeAddress } = this.cluster;
    const config = {
      kubeconfig,
      attackers: nodeAddress.replace(/\.\d+\.\d+$/, ".0.0/16"),
      loginKeys: this.login.jwks,
      partnerKeys: this.partnerLogin.jwks,
      visitorPermission: String(visitorPermission),
      leaver: String(leaver),
    };
    await isthmus(this.#stack, "up", config, programDirectory);
  }

  /** The root or issuer of a mesh with its key, as whoever steals the state and its passphrase has it. */
  authority(mesh: MeshName, kind: "root" | "issuer" = "issuer"): Identity {
    return found(this.#authorities, `${mesh}-${kind}`);
  }

  /** The certificate of a caller. */
  identity(name: keyof typeof callers): Identity {
    return found(this.#identities, name);
  }

  /** What checkout, or one who may do the same, is permitted to do. */
  async permittedCall(caller: "checkout" | "leaver" = "checkout"): Promise<string> {
    const request = "POST /charges/control HTTP/1.1\r\nHost: payments.mesh\r\nContent-Length: 0\r\n\r\n";
    return verdictOf(await exchange(this.gateway, request, { identity: this.identity(caller) }));
  }

  /** What reached the services since this was last asked. */
  async reached(): Promise<{ entries: JournalEntry[]; strayBytes: number }> {
    const ports = [30480, 30481, 30482];
    const journals = await Promise.all(ports.map((port) => readJournal(`http://${this.gateway.host}:${port}/`)));
    return {
      entries: journals.flatMap(({ entries }) => entries),
      strayBytes: journals.reduce((sum, { strayBytes }) => sum + strayBytes, 0),
    };
  }

  /** The gateway's pods and their restarts, as one text to compare. */
  gatewayPods(): Promise<string> {
    const columns = "{range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{'\\n'}{end}";
    return kubectl(this.cluster, ["get", "pods", "-n", "isthmus-payments", `-o=jsonpath=${columns}`]);
  }

  async #learnIdentities(): Promise<void> {
    const { state } = await openSession({ dir: programDirectory, stack: this.#stack }, Access.Read);
    for (const { urn, outputs } of state.resources) {
      const name = /::attacks-(\w+-(?:root|issuer))$/.exec(urn)?.[1];
      if (name !== undefined) this.#authorities.set(name, revealed(outputs) as unknown as Identity);
    }
    for (const [name, [mesh, spiffeId]] of Object.entries(callers)) {
      this.#identities.set(name, await issueLeaf({ spiffeId }, this.authority(mesh), new Date()));
    }
  }
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`no "${name}"; there are ${[...map.keys()].join(", ")}`);
  return value;
}
