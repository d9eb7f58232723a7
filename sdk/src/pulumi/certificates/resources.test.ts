import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { GatewayCertificate, MeshIssuer, MeshRoot, RevocationList } from "./index.js";
import { serveCertificatesFromPlugin } from "./transport.js";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const classes = ["MeshRoot", "MeshIssuer", "GatewayCertificate", "RevocationList"];
const registered: pulumi.runtime.MockResourceArgs[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource(args) {
      registered.push(args);
      const { name } = args;
      return {
        id: name,
        state: { ...(args.inputs as object), certificate: `${name} certificate`, privateKey: `${name} key` },
      };
    },
    call: () => ({}),
  });
});

const promise = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

async function declare() {
  const parent = new pulumi.ComponentResource("test:index:Mesh", "payments");
  const root = new MeshRoot("payments-root", { trustDomain: "payments" }, { parent });
  const issuer = new MeshIssuer(
    "payments-issuer",
    { trustDomain: "payments", rootCertificate: root.certificate, rootKey: root.privateKey },
    { parent },
  );
  const leaf = new GatewayCertificate(
    "payments-edge",
    { spiffeId: "spiffe://payments/ns/a/sa/b", issuerCertificate: issuer.certificate, issuerKey: issuer.privateKey },
    { parent },
  );
  const list = new RevocationList(
    "payments-crl",
    { trustDomain: "payments", authorityCertificate: issuer.certificate, authorityKey: issuer.privateKey, revoked: [] },
    { parent },
  );
  registered.length = 0;
  await promise(pulumi.all([leaf.urn, list.urn]));
  return { types: registered.filter(({ custom }) => custom).map(({ type }) => type) };
}

test("in a Node program certificates go through Pulumi's plugin for dynamic providers", async () => {
  const { types } = await declare();
  expect(types).toEqual(classes.map((name) => `pulumi-nodejs:dynamic/isthmus:${name}`));
  for (const { inputs } of registered.filter(({ custom }) => custom)) {
    expect(inputs).toHaveProperty("__provider", 'exports.handler = () => require("isthmus/certificates").provider;');
  }
});

test("what signs goes in as a secret, even where it was given in clear", async () => {
  await declare();
  const signingKeys = registered.flatMap(({ inputs }) => {
    const { rootKey, issuerKey, authorityKey } = inputs as Record<string, unknown>;
    return [rootKey, issuerKey, authorityKey].filter((key) => key !== undefined);
  });
  expect(signingKeys).toHaveLength(3);
  for (const key of signingKeys) expect(key).toHaveProperty(SIGNATURE);
});

test("what comes out holds its key as a secret, whatever else the caller keeps secret", () => {
  const secrets: unknown[] = [];
  const transformations: pulumi.ResourceTransformation[] = [
    ({ opts }) => void secrets.push((opts as pulumi.CustomResourceOptions).additionalSecretOutputs),
  ];
  new MeshRoot("plain", { trustDomain: "payments" }, { transformations });
  new MeshRoot("more", { trustDomain: "payments" }, { transformations, additionalSecretOutputs: ["serial"] });
  expect(secrets).toEqual([["privateKey"], ["privateKey", "serial"]]);
});

test("inside our plugin they are resources of the plugin, without the text that is evaluated", async () => {
  serveCertificatesFromPlugin();
  const { types } = await declare();
  expect(types).toEqual(classes.map((name) => `isthmus:index:${name}`));
  for (const { inputs } of registered) expect(inputs).not.toHaveProperty("__provider");
});
