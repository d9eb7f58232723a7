import { describe, expect, it } from "@jest/globals";
import { ApiError, ClusterUnreachable } from "../../cluster/api-error.js";
import type { Send } from "../../cluster/http.js";
import { retrying } from "./retry.js";

const request = { method: "PATCH", path: "/api/v1/namespaces/a/configmaps/b" } as const;
const down = new ClusterUnreachable("https://x:6443", "ECONNREFUSED");
const conflict = (reason: string) => new ApiError(409, "Conflict", "no", { causes: [{ reason }] });

/** Fails with each error in turn, then answers. */
function server(...errors: Error[]): { send: Send; asked: () => number } {
  let asked = 0;
  const send: Send = () => {
    const error = errors[asked++];
    return error === undefined ? Promise.resolve({ status: 200, body: "ok" }) : Promise.reject(error);
  };
  return { send, asked: () => asked };
}

/** A server that has answered once and then fails. */
async function known(errors: Error[], forMs = 1000): Promise<{ send: Send; asked: () => number }> {
  const { send, asked } = server(...([undefined, ...errors] as Error[]));
  const patient = retrying(send, { firstMs: 1, longestMs: 2, forMs });
  await patient(request);
  return { send: patient, asked };
}

describe("a request is sent again", () => {
  it.each([
    ["the server restarts", [down, down, new ClusterUnreachable("https://x:6443", "ECONNRESET")]],
    ["the server is overloaded", [new ApiError(429, "TooManyRequests", "slow down")]],
    ["the server starts", [new ApiError(503, "ServiceUnavailable", "not synced")]],
    ["its storage has no leader", [new ApiError(500, "", "etcdserver: leader changed")]],
    ["another writer came between", [conflict("other")]],
  ])("when %s", async (_, errors) => {
    const { send, asked } = await known(errors);
    expect((await send(request)).body).toBe("ok");
    expect(asked()).toBe(1 + errors.length + 1);
  });

  it("when the server comes up while a first contact may take", async () => {
    const { send, asked } = server(down, down);
    await retrying(send, { firstContactMs: 1000, firstMs: 1 })(request);
    expect(asked()).toBe(3);
  });

  it("not before the time that the server asked for", async () => {
    const { send } = await known([new ApiError(429, "TooManyRequests", "slow down", {}, 0.2)]);
    const started = performance.now();
    await send(request);
    expect(performance.now() - started).toBeGreaterThan(190);
  });
});

describe("a request is not sent again", () => {
  it.each([
    ["a refusal", new ApiError(422, "Invalid", "no")],
    ["a missing permission", new ApiError(403, "Forbidden", "no")],
    ["a conflict with an owner", conflict("FieldManagerConflict")],
    ["a webhook that is down", new ApiError(500, "InternalError", "failed calling webhook")],
    ["a certificate that is not trusted", new ClusterUnreachable("https://x:6443", "SELF_SIGNED_CERT_IN_CHAIN")],
  ])("after %s", async (_, error) => {
    const { send, asked } = await known([error]);
    await expect(send(request)).rejects.toBe(error);
    expect(asked()).toBe(2);
  });

  it("to a server that never answered, for longer than a first contact may take", async () => {
    const { send } = server(...Array.from({ length: 1000 }, () => down));
    const patient = retrying(send, { firstContactMs: 60, firstMs: 1, longestMs: 2 });
    await expect(patient(request)).rejects.toThrow("(ECONNREFUSED, for 0.06 s)");
  });

  it("to a server that never answered, where nobody waits for a first contact", async () => {
    const { send, asked } = server(down);
    await expect(retrying(send)(request)).rejects.toBe(down);
    expect(asked()).toBe(1);
  });

  it("for ever: the failure says how long was waited", async () => {
    const { send } = await known(
      Array.from({ length: 1000 }, () => down),
      60,
    );
    await expect(send(request)).rejects.toThrow("no cluster answered at https://x:6443 (ECONNREFUSED, for 0.06 s)");
  });

  it("once the run is stopped", async () => {
    const { send, asked } = server(...([undefined, down, down] as unknown as Error[]));
    const patient = retrying(send, { signal: AbortSignal.abort() });
    await patient(request);
    await expect(patient(request)).rejects.toBe(down);
    expect(asked()).toBe(2);
  });
});
