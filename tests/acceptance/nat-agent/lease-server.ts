import { createServer } from "node:http";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Lease {
  metadata: { resourceVersion?: string };
  spec: { holderIdentity: string; leaseTransitions: number };
}

/** An API server with one Lease, on a socket that every network namespace reaches. It refuses what is out of date. */
export class LeaseServer {
  readonly path = join(tmpdir(), `isthmus-lease-${process.pid}-${Date.now()}.sock`);
  lease: Lease | undefined;
  /** Whose requests are not answered. */
  readonly deaf = new Set<string>();
  private version = 0;

  private readonly server = createServer((request, response) => {
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      if (request.method === "GET") return this.lease === undefined ? reply(404, {}) : reply(200, this.lease);
      const written = JSON.parse(text) as Lease;
      if (this.deaf.has(written.spec.holderIdentity)) return;
      const stale = written.metadata.resourceVersion !== this.lease?.metadata.resourceVersion;
      if (stale) return reply(409, { message: "the object has been modified" });
      this.lease = { ...written, metadata: { ...written.metadata, resourceVersion: String(++this.version) } };
      return reply(200, this.lease);
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.path, resolve));
  }

  get holder(): string | undefined {
    return this.lease?.spec.holderIdentity;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.path, { force: true });
  }
}
