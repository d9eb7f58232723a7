import { describe, expect, it } from "@jest/globals";
import { certificateRequests } from "./certificates.js";
import { freeAddress, nameProblem } from "./layout.js";

describe("freeAddress", () => {
  it("gives the lowest address that no other node has", () => {
    expect(freeAddress([])).toBe("10.199.0.11");
    expect(freeAddress(["10.199.0.11", "10.199.0.13"])).toBe("10.199.0.12");
  });

  it("says what to do when all are taken", () => {
    const all = Array.from({ length: 254 }, (_, index) => `10.199.0.${index + 1}`);
    expect(() => freeAddress(all)).toThrow(/stop a cluster first/);
  });
});

describe("nameProblem", () => {
  it.each(["shop", "payments", "a", "team-1"])("takes %s", (name) => expect(nameProblem(name)).toBeUndefined());

  it.each(["", "Shop", "1shop", "shop-", "../etc", "thirteen-long", "a b"])("refuses %j", (name) => {
    expect(nameProblem(name)).toContain(`"${name}"`);
  });
});

describe("certificateRequests", () => {
  const requests = certificateRequests("shop", "10.199.0.11");

  it("lets the API server be called by address, by Service address and by name", () => {
    const names = requests.find(({ file }) => file === "apiserver")?.names;
    expect(names).toEqual(expect.arrayContaining(["IP:10.199.0.11", "IP:10.96.0.1", "DNS:kubernetes.default.svc"]));
  });

  it("gives names to servers alone, and cluster rights to no component but the API server's own client", () => {
    expect(requests.filter(({ names }) => names).map(({ file }) => file)).toEqual(["apiserver", "kubelet"]);
    const masters = requests.filter(({ organization }) => organization === "system:masters").map(({ file }) => file);
    expect(masters).toEqual(["admin", "apiserver-kubelet-client"]);
  });
});
