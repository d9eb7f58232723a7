import { describe, expect, it } from "@jest/globals";
import { base64, certificatePem, privateKeyPem } from "./pem.js";

const material = {
  root: { certificate: "ROOT\n", privateKey: "root's key" },
  leaf: { certificate: "LEAF\n", privateKey: "leaf's key" },
};

describe("what waits for certificates", () => {
  it("is their text one after another, in the order that is asked for, and no secret", () => {
    const chain = certificatePem("leaf", "root");
    expect(chain).toMatchObject({ needs: ["leaf", "root"], secret: false });
    expect(chain.of(material)).toBe("LEAF\nROOT\n");
  });

  it("is a secret where it is a key", () => {
    const key = privateKeyPem("leaf");
    expect(key).toMatchObject({ needs: ["leaf"], secret: true });
    expect(key.of(material)).toBe("leaf's key");
  });

  it("is as secret in base64 as it was", () => {
    for (const text of [certificatePem("root"), privateKeyPem("root")]) {
      const { needs, secret, of } = base64(text);
      expect([needs, secret]).toEqual([text.needs, text.secret]);
      expect(atob(of(material))).toBe(text.of(material));
    }
  });

  it("is empty before they exist, as in a preview", () => {
    for (const text of [certificatePem("root", "leaf"), privateKeyPem("leaf"), base64(certificatePem("root"))])
      expect(text.of({})).toBe("");
  });
});
