import { describe, expect, test } from "@jest/globals";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { configFiles, objectNamed, settledObjects } from "../../testing/planned.js";

interface Peers {
  resources: {
    validation_context: {
      custom_validator_config: {
        typed_config: { trust_domains: { name: string; trust_bundle: { inline_string: string } }[] };
      };
    };
  }[];
}

/** What a gateway believes, by trust domain, as one of its files says. */
function bundles(changes: Record<string, unknown>, gateway: string, file: string): Record<string, string> {
  const objects = settledObjects(fabricWith(changes));
  const { spec } = objectNamed(objects, "Deployment", gateway).spec.template;
  const { resources } = JSON.parse(configFiles(objects, spec)[file] ?? "{}") as Peers;
  const [peers] = resources;
  return Object.fromEntries(
    peers?.validation_context.custom_validator_config.typed_config.trust_domains.map(
      ({ name, trust_bundle: { inline_string } }) => [name, inline_string],
    ) ?? [],
  );
}

const everybody = ["edge", "sds-peers-all.json"] as const;

describe("the bundle of a trust domain", () => {
  test("is its mesh's root alone where it revokes nothing", () => {
    expect(bundles({}, ...everybody)).toEqual({
      "payments.acme.internal": "CERT(root:payments)",
      "shop.acme.internal": "CERT(root:shop)",
    });
  });

  test("holds the lists of root and issuer behind the root where its mesh revokes, and nowhere else", () => {
    expect(bundles({ "meshes.shop.trust": { revoked: ["0a1b"] } }, ...everybody)).toEqual({
      "payments.acme.internal": "CERT(root:payments)",
      "shop.acme.internal": "CERT(root:shop)CERT(crl:root:shop)CERT(crl:issuer:shop)",
    });
  });

  test("is not there for a mesh that is distrusted, but for itself", () => {
    expect(bundles({ "meshes.shop.trust": { distrusted: true } }, ...everybody)).toEqual({
      "payments.acme.internal": "CERT(root:payments)",
    });
    expect(bundles({ "meshes.payments.trust": { distrusted: true } }, ...everybody)).toEqual({
      "payments.acme.internal": "CERT(root:payments)",
    });
  });
});

test("a distrusted mesh that only called has no egress gateway any more", () => {
  const deployments = (changes: Record<string, unknown>) =>
    settledObjects(fabricWith(changes)).flatMap(({ kind, name }) => (kind === "Deployment" ? [name] : []));
  expect(deployments({})).toEqual(["edge", "shop-egress"]);
  expect(deployments({ "meshes.shop.trust": { distrusted: true } })).toEqual(["edge"]);
});
