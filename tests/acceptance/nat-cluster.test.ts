import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { namespaceOf } from "../cluster/local/layout.js";
import { progressLine } from "../cluster/progress.js";
import { clusterFabric } from "../nat-cluster/program/fabric.js";
import { Expectations, host } from "../packets/expectations.js";
import { checked } from "../packets/fabric-lab.js";
import { Lab } from "../packets/lab.js";
import { withPackets } from "../packets/with-packets.js";
import { forgetOtherClusters, forgetStack, isthmus } from "../quickstart/stack.js";
import { eventually } from "../wire/eventually.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const stack = "nat";
const program = join(__dirname, "../nat-cluster/program");

withPackets("packets of VPCs at a node", () => {
  withCluster("a NAT gateway's pod, deployed by the local engine", () => {
    let cluster: TestCluster;
    let lab: Lab;
    let expectations: Expectations;

    const up = async (mayCall: boolean): Promise<void> => {
      await isthmus(stack, "up", { kubeconfig: cluster.kubeconfig, mayCall: String(mayCall) }, program);
      // the same declarations decide what the packets below must meet
      expectations = new Expectations({ lab, side: checked(clusterFabric(mayCall)) });
    };
    const readUrl = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        get({ host: cluster.nodeAddress, port: 9465, path }, (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => resolve(text));
        }).on("error", reject);
      });

    beforeAll(async () => {
      const progress = (event: Parameters<typeof progressLine>[0]): void => console.log(progressLine(event));
      const [one] = await ensureClusters(["t-nat"], { progress });
      if (one === undefined) throw new Error("a cluster was asked for");
      cluster = one;
      await forgetOtherClusters(stack, [cluster], program);
      const ranges = ["10.50.0.0/16"];
      lab = await Lab.open({
        gateway: namespaceOf("t-nat"),
        vpcs: { red: { interface: "iso-red", ranges }, blue: { interface: "iso-blue", ranges } },
      });
      await up(true);
    }, 40 * minutes);

    afterAll(async () => {
      await lab?.close();
      await stopClusters(["t-nat"]);
      forgetStack(stack, program);
    }, 5 * minutes);

    const red = host("red", "10.50.1.7");
    const blue = host("blue", "10.50.9.9");

    it("translates both ways between VPCs of the same addresses", async () => {
      await expectations.passes(red.tcp("172.30.1.7", 80), {
        vpc: "blue",
        source: "172.31.1.7",
        destination: "10.50.1.7",
        destinationPort: 8080,
      });
      const { received } = await lab.send(blue.udp("172.31.2.5", 53));
      expect(received).toMatchObject([{ vpc: "red", destination: "10.50.2.5", destinationPort: 53 }]);
      expect(received[0]?.source).toMatch(/^172\.30\.99\.[01]$/);
    }, 60_000);

    it("drops, and counts, what no declaration lets through", async () => {
      await expectations.drops(red.tcp("172.30.1.7", 443), "port");
      await expectations.drops(red.tcp("172.30.9.9", 80), "no-route");
      await expectations.drops(blue.tcp("172.31.1.7", 80), "no-flow");
      await expectations.drops(host("red", "10.50.9.9").tcp("172.30.1.7", 80), "source");
      await expectations.drops(host("red", "192.0.2.1").tcp("172.30.1.7", 80), "spoofed");
    }, 60_000);

    it("may administer the network, and has no other capability", () => {
      const pids = execFileSync("pgrep", ["-f", "apply /etc/isthmus"], { encoding: "utf8" }).trim().split("\n");
      const [status = ""] = pids.map((pid) => readFileSync(`/proc/${pid}/status`, "utf8"));
      const netAdmin = (1 << 12).toString(16).padStart(16, "0");
      for (const set of ["CapEff", "CapPrm", "CapBnd"]) expect(status).toContain(`${set}:\t${netAdmin}`);
      expect(status).toContain("NoNewPrivs:\t1");
    });

    it("says what it does", async () => {
      expect(await readUrl("/ready")).toBe("ready\n");
      const metrics = await readUrl("/metrics");
      expect(metrics).toMatch(/isthmus_nat_\w+\{[^}]*route="redToWeb"[^}]*\} [1-9]/);
    });

    it(
      "cuts a Route that is removed, without a new pod",
      async () => {
        const pods = (): Promise<string> =>
          kubectl(cluster, ["get", "pods", "-n", "isthmus-nat", "-o=jsonpath={.items[*].metadata.uid}"]);
        const before = await pods();
        await up(false);
        await eventually(async () => {
          const { received } = await lab.send({ ...red.tcp("172.30.1.7", 80), expect: false });
          return received.length === 0;
        }, 90);
        await expectations.drops(red.tcp("172.30.1.7", 80), "no-route");
        await up(true);
        await eventually(async () => (await lab.send(red.tcp("172.30.1.7", 80))).received.length === 1, 90);
        expect(await pods()).toBe(before);
      },
      5 * minutes,
    );
  });
});
