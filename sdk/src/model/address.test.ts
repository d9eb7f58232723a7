import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressBlockSchema, cidrSchema } from "./address.js";

const messages = (cidr: string): string[] =>
  cidrSchema.safeParse(cidr).error?.issues.map(({ message }) => message) ?? [];

describe("a CIDR", () => {
  it.each(["0.0.0.0/0", "10.0.0.0/8", "10.1.1.0/24", "10.1.1.7/32", "128.0.0.0/1"])("may be %s", (cidr) => {
    expect(messages(cidr)).toEqual([]);
  });

  it("with host bits is refused, and the network is named", () => {
    expect(messages("10.1.1.5/24")).toEqual(["has host bits set; the network is 10.1.1.0/24"]);
    expect(messages("192.0.2.1/0")).toEqual(["has host bits set; the network is 0.0.0.0/0"]);
  });

  it.each(["", "10.1.1.0", "10.1.1.0/33", "10.1.1.256/32", "10.1.1/24", "::/0", "a/8"])(
    "is not what %j is, and that is said once",
    (text) => {
      expect(messages(text)).toEqual([expect.stringMatching(/^must be an IPv4 CIDR/)]);
    },
  );

  it("is taken exactly when every bit behind its length is zero", () => {
    const address = fc.array(fc.constantFrom(0, 1, 128, 192, 255), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (octets, length) => {
        const bits = octets.map((octet) => octet.toString(2).padStart(8, "0")).join("");
        const hasHostBits = bits.slice(length).includes("1");
        expect(messages(`${octets.join(".")}/${length}`).length > 0).toBe(hasHostBits);
      }),
    );
  });

  it("can be written as the message says", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        for (const message of messages(`${address}/${length}`))
          expect(messages(message.replace(/^.* is /, ""))).toEqual([]);
      }),
    );
  });
});

describe("an address block", () => {
  it.each([{ cidr: "10.0.0.0/8" }, { fromVpcSubnet: "front" }])("may be %j", (block) => {
    expect(addressBlockSchema.safeParse(block).success).toBe(true);
  });

  it.each([{}, { cidr: "10.0.0.0/8", fromVpcSubnet: "front" }, { cidr: "10.0.0.0/8", ip: "10.0.0.1" }])(
    "may not be %j",
    (block) => {
      expect(addressBlockSchema.safeParse(block).success).toBe(false);
    },
  );
});
