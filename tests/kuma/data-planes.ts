import type { Identity } from "../wire/client.js";
import { forge, strangeAuthority } from "../wire/forge.js";

/** Authorities as Kuma's `builtin` backend makes them, one for each mesh, and the certificates of data planes. */
export class DataPlanes {
  readonly #authorities = new Map<string, Identity>();

  async authority(mesh: string): Promise<Identity> {
    const known = this.#authorities.get(mesh) ?? (await strangeAuthority(mesh));
    this.#authorities.set(mesh, known);
    return known;
  }

  /** All authorities in one bundle, as a crossMesh listener holds them. */
  bundle = (): string => [...this.#authorities.values()].map(({ certificate }) => certificate).join("");

  /** A data plane's certificate (issuer.go): a SPIFFE ID for each of its services, then a name for each of its tags. */
  async identity(mesh: string, services: string[], signer = mesh): Promise<Identity> {
    const tags = services.map((service) => `kuma://kuma.io/service/${service}`);
    return forge(await this.authority(signer), {
      uris: [
        ...services.map((service) => `spiffe://${mesh}/${service}`),
        "kuma://k8s.kuma.io/namespace/web",
        ...tags,
        "kuma://kuma.io/zone/default",
      ],
    });
  }
}
