import type { ConnectionOptions } from "node:tls";
import { call, type Identity, type Outcome, verdict } from "../wire/client.js";
import { forge, strangeAuthority } from "../wire/forge.js";
import type { Trust } from "../wire/material.js";
import { hostname } from "./fabric.js";
import type { Credentials, VerdictProbe } from "./probes.js";

/** What came of a probe, beside what had to. */
export interface Verdict {
  tried: string;
  expected: VerdictProbe["expected"];
  seen: number | "refused";
}

/** Where the gateway of the permission family listens; `host` defaults to this machine. */
export interface GatewayAt {
  host?: string;
  port: number;
}

/** Every probe, one after another, with certificates of the meshes as `trust` issued them. */
export async function askAll(at: GatewayAt, probes: VerdictProbe[], trust: Trust): Promise<Verdict[]> {
  const stranger = await strangeAuthority("root shop.acme.internal");
  const verdicts: Verdict[] = [];
  for (const probe of probes) {
    const outcome = await ask(at, probe, probe.credentials && (await identityOf(probe.credentials, trust, stranger)));
    verdicts.push({ tried: probe.tried, expected: probe.expected, seen: verdict(outcome) });
  }
  return verdicts;
}

/** One probe with a certificate, or none. */
export const ask = (
  { host = "127.0.0.1", port }: GatewayAt,
  { method, target, headers }: VerdictProbe,
  identity: Identity | undefined,
): Promise<Outcome> =>
  call({
    port,
    host: hostname,
    identity,
    ...(method !== undefined && { method }),
    ...(target !== undefined && { target }),
    ...(headers !== undefined && { headers }),
    tls: { host } satisfies ConnectionOptions,
  });

/** A certificate as its signer would issue it, were it in the attacker's hands. */
export const identityOf = ({ signedBy, uris }: Credentials, trust: Trust, stranger: Identity): Promise<Identity> =>
  forge(signedBy === "stranger" ? stranger : trust.issuer(signedBy), { uris });

/** The verdicts that are not what they had to be. */
export const wrong = (verdicts: Verdict[]): Verdict[] => verdicts.filter(({ expected, seen }) => expected !== seen);
