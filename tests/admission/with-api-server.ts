import { afterAll, beforeAll, describe, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { isRecentGo } from "../cluster/support.js";
import { startApiServer, type ApiServer } from "./api-server.js";
import { crdsMissing, type CrdSet } from "./crds.js";

const minutes = 60_000;

/**
 * Tests against an API server of their own that holds these CRDs, started before them and stopped after. `server`
 * gives it, inside a test. Where it cannot be had the tests are one counted skip that says why.
 */
export function withApiServer(name: string, sets: readonly CrdSet[], tests: (server: () => ApiServer) => void): void {
  const missing = [apiServerMissing(), ...sets.map(crdsMissing)].find((reason) => reason !== undefined);
  describe(name, () => {
    if (missing !== undefined) {
      it.skip(`needs ${missing}`, () => undefined);
      return;
    }
    let started: ApiServer | undefined;
    // on a fresh machine it is built first
    beforeAll(async () => {
      started = await startApiServer(sets);
    }, 30 * minutes);
    afterAll(() => started?.stop());
    tests(() => {
      if (started === undefined) throw new Error("the API server is there only while a test runs");
      return started;
    });
  });
}

/** It is built by Go and gets its certificates from openssl; it needs no root and no namespaces. */
function apiServerMissing(): string | undefined {
  const go = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" });
  if (go.status !== 0 || !isRecentGo(go.stdout)) return "Go 1.25 or later, to build an API server";
  const openssl = spawnSync("openssl", ["version"]);
  return openssl.status === 0 ? undefined : "openssl, for an API server's certificates";
}
