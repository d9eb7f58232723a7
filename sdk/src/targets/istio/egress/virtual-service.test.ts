import { describe, expect, it } from "@jest/globals";
import { ofKind, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";

/** What a Route's requests are asked for where consumers send them. */
function consumersMatch(from: object): object | undefined {
  const objects = settledObjects(onIstio({ "routes.charge.from": { mesh: "shop", ...from } }));
  const [service] = ofKind(objects, "VirtualService").filter(({ name }) => name.startsWith("shop-egress"));
  return (service?.object.spec as unknown as { http: { match: object[] }[] }).http[0]?.match[0];
}

const checkout = { namespace: "web", serviceAccount: "checkout" };

describe("the leg of a Route at its consumers' proxies", () => {
  it("asks for their labels without naming gateways, by which Istio would look at no source", () => {
    expect(consumersMatch({ ...checkout, labels: { app: "till" } })).toEqual({
      sourceNamespace: "web",
      sourceLabels: { app: "till" },
      port: 80,
    });
  });

  it.each([{}, checkout])("is for every proxy that knows of the hostname where there are none", (from) => {
    expect(consumersMatch(from)).toEqual({ gateways: ["mesh"], port: 80 });
  });
});
