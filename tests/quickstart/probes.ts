import { kubectl, type TestCluster } from "../cluster/index.js";
import { type Answer, callFromPod, callGateway } from "./calls.js";
import { forgedLeaf, strangeAuthority } from "./forgeries.js";
import { stolenIssuer } from "./stack.js";

/** One thing that is tried, and what must come of it. */
export interface Probe {
  tried: string;
  expected: string;
  seen: string;
}

const checkout = "spiffe://shop.acme.internal/ns/web/sa/checkout";
const visitor = "spiffe://partner.example/ns/visitors/sa/visitor";

/** Where the quickstart program runs. */
export interface Scene {
  /** The stack of the quickstart program. */
  stack: string;
  shop: TestCluster;
  payments: TestCluster;
}

/** Calls of pods: a plain hostname, and what their permissions say. */
export async function podProbes({ shop }: Scene): Promise<Probe[]> {
  const call = async (
    tried: string,
    expected: string,
    deployment: string,
    namespace: string,
    method: string,
    url: string,
  ): Promise<Probe> => ({
    tried,
    expected,
    seen: describe(await callFromPod(shop, { namespace, deployment }, method, url)),
  });
  return [
    await call(
      "checkout: POST /charges",
      `200 as ${checkout}`,
      "checkout",
      "web",
      "POST",
      "http://payments.mesh/charges",
    ),
    await call(
      "checkout: POST /charges/42?currency=chf",
      `200 as ${checkout}`,
      "checkout",
      "web",
      "POST",
      "http://payments.mesh/charges/42?currency=chf",
    ),
    await call(
      "checkout: POST /refunds (other path)",
      "403",
      "checkout",
      "web",
      "POST",
      "http://payments.mesh/refunds",
    ),
    await call(
      "checkout: POST /chargesheet (no segment boundary)",
      "403",
      "checkout",
      "web",
      "POST",
      "http://payments.mesh/chargesheet",
    ),
    await call(
      "checkout: GET /charges (other method)",
      "403",
      "checkout",
      "web",
      "GET",
      "http://payments.mesh/charges",
    ),
    await call(
      "catalog: POST /charges (other service account)",
      "403",
      "catalog",
      "web",
      "POST",
      "http://payments-for-catalog.mesh/charges",
    ),
    await call(
      "visitor of mesh partner: POST /charges (third mesh)",
      "403",
      "visitor",
      "visitors",
      "POST",
      "http://payments-for-visitors.mesh/charges",
    ),
  ];
}

/** Calls straight to the gateway, with certificates that attackers could have. */
export async function attackProbes(scene: Scene): Promise<Probe[]> {
  const gateway = { host: scene.payments.nodeAddress, port: 30443, serverName: "payments.mesh" };
  const attack = async (
    tried: string,
    client: { cert?: string; key?: string },
    expected = "refused",
  ): Promise<Probe> => ({
    tried,
    expected,
    seen: describe(await callGateway(gateway, client, "POST", "/charges")),
  });
  const stranger = await strangeAuthority("root shop.acme.internal");
  const [shop, partner] = [await stolenIssuer(scene.stack, "shop"), await stolenIssuer(scene.stack, "partner")];
  return [
    await attack("no certificate", {}),
    await attack("checkout's name from a forged CA", await forgedLeaf(stranger, [checkout])),
    await attack("checkout's name from partner's issuer", await forgedLeaf(partner, [checkout])),
    await attack(
      "two URI SANs from partner's issuer: visitor, checkout",
      await forgedLeaf(partner, [visitor, checkout]),
    ),
    await attack(
      "two URI SANs from partner's issuer: checkout, visitor",
      await forgedLeaf(partner, [checkout, visitor]),
    ),
    await attack("two URI SANs from shop's own issuer", await forgedLeaf(shop, [checkout, `${checkout}2`]), "403"),
  ];
}

/** For whose verdict, and how long, to wait. */
export interface Wait {
  limitSeconds: number;
  /** Defaults to checkout. */
  deployment?: string;
  /** Defaults to the charges, as checkout reaches them. */
  url?: string;
}

/** Waits until a POST of a pod in namespace web gets a status, and says how long it took. */
export async function awaitVerdict(
  { shop }: Scene,
  tried: string,
  status: number,
  { limitSeconds, deployment = "checkout", url = "http://payments.mesh/charges" }: Wait,
): Promise<Probe> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const expected = `${status} within ${limitSeconds} s`;
  for (;;) {
    const answer = await callFromPod(shop, { namespace: "web", deployment }, "POST", url);
    const seen = `${answer.status} after ${seconds().toFixed(1)} s`;
    if (answer.status === status) return { tried, expected, seen };
    if (seconds() > limitSeconds) return { tried, expected, seen: `still ${seen}` };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** A probe passed if what was seen begins with what was expected, up to the time limit. */
export const passed = ({ expected, seen }: Probe): boolean =>
  seen.startsWith(expected.split(" within ")[0] ?? expected);

/** `200 as spiffe://…`, `403`, `refused: …`. A certificate that gets to policy and no further is refused as well. */
function describe({ status, identity, error }: Answer): string {
  if (status === 200) return identity === undefined ? "200" : `200 as ${identity}`;
  return status === 0 ? `refused: ${alertIn(error ?? "connection closed")}` : String(status);
}

/** The alert in OpenSSL's words: `tlsv13 alert certificate required`. */
const alertIn = (error: string): string => /(?:tls|ssl)v\d+ alert [a-z ]+/.exec(error)?.[0] ?? error;

/** The gateway's pods and their restarts, as one text to compare. */
export const gatewayPods = ({ payments }: Scene): Promise<string> =>
  kubectl(payments, [
    ...["get", "pods", "-n", "isthmus-payments"],
    "-o=jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{'\\n'}{end}",
  ]);
