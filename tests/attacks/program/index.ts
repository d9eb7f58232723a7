import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Fabric } from "isthmus";
import { attackedFabric } from "./fabric";

const config = new pulumi.Config();
const kubeconfig = config.require("kubeconfig");

const fabric = new Fabric(
  "attacks",
  attackedFabric(
    {
      kubeconfig,
      attackers: config.require("attackers"),
      loginKeys: config.require("loginKeys"),
      partnerKeys: config.require("partnerKeys"),
    },
    { visitorPermission: config.requireBoolean("visitorPermission"), leaver: config.requireBoolean("leaver") },
  ),
);

const opts = { provider: new kubernetes.Provider("services", { kubeconfig }) };
const pay = new kubernetes.core.v1.Namespace("pay", { metadata: { name: "pay" } }, opts).metadata.name;
service("charges", 30480);
service("ledger", 30481);
service("vault", 30482, [{ name: "GREETS", value: "yes" }]);

/** A service that knows nothing of meshes, and keeps a journal of what reaches it, for the attacker's judge to read. */
function service(name: string, journalPort: number, more: { name: string; value: string }[] = []): void {
  const labels = { app: name };
  const container = {
    name,
    image: "isthmus.test/server:dev",
    imagePullPolicy: "IfNotPresent",
    env: [{ name: "NAME", value: name }, { name: "JOURNAL_PORT", value: "8081" }, ...more],
  };
  const spec = { automountServiceAccountToken: false, containers: [container] };
  new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: { name, namespace: pay },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    opts,
  );
  new kubernetes.core.v1.Service(
    name,
    { metadata: { name, namespace: pay }, spec: { selector: labels, ports: [{ port: 8080 }] } },
    opts,
  );
  const journal = { name: `${name}-journal`, namespace: pay };
  new kubernetes.core.v1.Service(
    journal.name,
    { metadata: journal, spec: { type: "NodePort", selector: labels, ports: [{ port: 8081, nodePort: journalPort }] } },
    opts,
  );
}

export const connectivity = fabric.connectivity;
