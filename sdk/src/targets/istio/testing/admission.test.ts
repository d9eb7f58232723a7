import { describe, expect, it } from "@jest/globals";
import type { AnyObject, Settled } from "../../testing/planned.js";
import { settledObjects } from "../../testing/planned.js";
import { webhookRefusals } from "./admission.js";
import { onIstio } from "./on-istio.js";

const denied = {
  "crossMeshPermissions.former": {
    gateway: "edge",
    action: "deny",
    from: [{ mesh: "shop", namespace: "web" }],
    http: [{ headers: [{ name: "x-a", present: true }] }],
  },
  "routes.charge.from": { mesh: "shop", namespace: "web" },
  "routes.charge.hostname": "payments.partners.example",
};
const objects = settledObjects(onIstio(denied));

/** What is said of the first object of a kind that has a text, once the text is another one. */
function refusalsOf(kind: string, before: string, after: string): string[] {
  const found = objects.find((one) => one.kind === kind && JSON.stringify(one.object).includes(before));
  if (found === undefined) throw new Error(`no ${kind} has ${before}`);
  const object = JSON.parse(JSON.stringify(found.object).replace(before, after)) as AnyObject;
  return webhookRefusals({ ...found, object } satisfies Settled);
}

describe("the port of Istio's webhook", () => {
  it("takes what is emitted", () => {
    expect(objects.flatMap(webhookRefusals)).toEqual([]);
  });

  const wrong: [kind: string, before: string, after: string, words: RegExp][] = [
    ["Gateway", '"hosts":["payments.mesh"]', '"hosts":[]', /at least one host/],
    ["Gateway", '"hosts":["payments.mesh"]', '"hosts":["payments..mesh"]', /bad host/],
    ["Gateway", '"protocol":"HTTPS"', '"protocol":"HTTP"', /do not go together/],
    ["Gateway", '"mode":"ISTIO_MUTUAL"', '"mode":"ISTIO_MUTUAL","credentialName":"a"', /cannot have associated/],
    ["Gateway", '"credentialName":"edge.credential",', "", /requires a certificate/],
    ["VirtualService", '"exportTo":["."', '"exportTo":["*","."', /public/],
    ["VirtualService", '"exportTo":["."]', '"exportTo":[".","isthmus-payments"]', /duplicate entries/],
    ["VirtualService", '"attempts":0', '"attempts":0,"retryOn":"reset"', /attempts are set to 0/],
    ["VirtualService", '"route":[', '"redirect":{},"route":[', /both route and redirect/],
    ["DestinationRule", '"exportTo":["."]', '"exportTo":["web"]', /beyond current namespace/],
    ["DestinationRule", '"mode":"MUTUAL","credentialName"', '"mode":"MUTUAL","credential"', /client certificate/],
    ["ServiceEntry", '"resolution":"DNS"', '"resolution":"STATIC"', /not an IP address/],
    ["ServiceEntry", '"ports":{"http', '"ports":{"other', /not defined by the service entry/],
    ["ServiceEntry", '"hosts":["', '"hosts":["*","', /invalid host/],
    ["AuthorizationPolicy", '"principals":["', '"principals":["","', /empty value/],
    ["AuthorizationPolicy", '"ports":["8443"],', "", /deny all traffic to TCP ports/],
    ["AuthorizationPolicy", '"key":"request.headers[x-a]"', '"key":"request.header"', /bad key/],
  ];

  it.each(wrong)("refuses %s with %s as %s", (kind, before, after, words) => {
    expect(refusalsOf(kind, before, after).join()).toMatch(words);
  });
});
