import {
  type Authority,
  issueIssuer,
  issueLeaf,
  issueRevocationList,
  issueRoot,
} from "../../sdk/src/pulumi/certificates/issuing.js";
import type { EmittedCertificate, Material } from "../../sdk/src/targets/emitted.js";

/** Certificates as the product issues them, kept by name, so that a plan of tomorrow finds today's authorities. */
export class Trust {
  readonly material: Material = {};

  /** Issues what a plan asks for and is not there yet; revocation lists always, since what they say changes. */
  async issue(certificates: EmittedCertificate[], now = new Date()): Promise<Material> {
    for (const { name, profile } of certificates) {
      if (profile.kind === "crl" || this.material[name] === undefined)
        this.material[name] = await this.#issueOne(name, profile, now);
    }
    return this.material;
  }

  /** A workload's certificate, signed by its mesh's issuer. */
  async workload(mesh: string, spiffeId: string, now = new Date()): Promise<Authority> {
    return issueLeaf({ spiffeId }, this.issuer(mesh), now);
  }

  /** Throws a mesh's root and issuer away, so that the next plan has new ones. */
  forget(mesh: string): void {
    for (const name of Object.keys(this.material)) {
      if (name === `root:${mesh}` || name === `issuer:${mesh}` || name.startsWith(`leaf:${mesh}/`))
        delete this.material[name];
    }
  }

  forgetAll(): void {
    for (const name of Object.keys(this.material)) delete this.material[name];
  }

  issuer = (mesh: string): Authority => this.#get(`issuer:${mesh}`);
  root = (mesh: string): Authority => this.#get(`root:${mesh}`);

  #get(name: string): Authority {
    const found = this.material[name];
    if (found === undefined) throw new Error(`"${name}" has not been issued`);
    return found;
  }

  async #issueOne(name: string, profile: EmittedCertificate["profile"], now: Date): Promise<Authority> {
    switch (profile.kind) {
      case "root":
        return issueRoot(profile.trustDomain, now);
      case "issuer":
        return issueIssuer(profile.trustDomain, this.#get(profile.root), now);
      case "leaf": {
        const { issuer, ...names } = profile;
        return issueLeaf(names, this.#get(issuer), now);
      }
      case "crl": {
        const { trustDomain, revoked, authority } = profile;
        const revocation = { trustDomain, revoked, previous: this.material[name]?.certificate };
        const { crl } = await issueRevocationList(revocation, this.#get(authority), now);
        return { certificate: crl, privateKey: "" };
      }
    }
  }
}
