import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { elements, files, gatewayJson, manyElements, ruleset, vpc } from "./directory.js";
import { eventually, wire } from "./namespace.js";
import { Scene } from "./scene.js";
import { withNamespaces } from "./with-namespaces.js";

jest.setTimeout(120_000);

withNamespaces("an agent that watches", () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  const hashBecomesOther = (before: string | undefined): Promise<void> =>
    eventually(
      () => scene.appliedHash !== before,
      () => "nothing was applied",
    );
  const translation = (): string => scene.nft("list", "map", "ip", "isthmus", "translations");
  const countPassages = (): string => scene.nft("list", "set", "ip", "isthmus", "passages");

  it("touches only the elements that changed: the others' counters go on", async () => {
    await scene.watch();
    scene.nft("delete", "element", "ip", "isthmus", "passages", "{ 0x80000002 }");
    scene.nft("add", "element", "ip", "isthmus", "passages", "{ 0x80000002 counter packets 42 bytes 4200 }");
    const before = scene.appliedHash;
    scene.directory.write(files({ "elements-0.txt": elements("10.1.3.0/24", "new1") }));
    await hashBecomesOther(before);
    expect(translation()).toContain("10.1.3.0/24");
    expect(countPassages()).toContain("packets 42 bytes 4200");
    expect(scene.ask("/metrics").body).toContain(
      'isthmus_nat_passage_packets_total{route="blue",expose="web",direction="forward"} 42',
    );
  });

  it("changes one element of 10,000 exposes without loading the others again", async () => {
    const content = files(manyElements(10_000, 16));
    scene.directory.write(content);
    const agent = await scene.watch();
    scene.nft("delete", "element", "ip", "isthmus", "passages", "{ 0x80010002 }");
    scene.nft("add", "element", "ip", "isthmus", "passages", "{ 0x80010002 counter packets 42 bytes 4200 }");
    const before = scene.appliedHash;
    scene.directory.write({ ...content, ...manyElements(10_000, 16, { 4711: "10.1.4.0/24" }) });
    await hashBecomesOther(before);
    await agent.says("1 element added, 1 removed");
    expect(translation().match(/10\.1\.4\.0\/24/g)).toHaveLength(1);
    expect(countPassages()).toContain("packets 42 bytes 4200");
  });

  it("keeps the old ruleset and says so until a good one comes", async () => {
    await scene.watch();
    const before = scene.appliedHash;
    await scene.ready();
    scene.directory.write(files({ "ruleset.nft": ruleset.replace("policy accept;", "polly accept;") }));
    await scene.ready("syntax error");
    expect(scene.appliedHash).toBe(before);
    expect(scene.ask("/metrics").body).toContain("isthmus_nat_last_apply_success 0");
    scene.directory.write(files({ "elements-0.txt": elements("10.1.3.0/24", "new1") }));
    await scene.ready();
    expect(translation()).toContain("10.1.3.0/24");
    scene.directory.write(files({ "elements-0.txt": "wrong\n" }));
    await scene.ready("elements-0.txt: line 1");
    scene.directory.write(files());
    await scene.ready();
  });

  it("cuts the flows of a passage with another signature, and of no other", async () => {
    await scene.watch();
    scene.addFlow(7, "0x80000001", 1001);
    scene.addFlow(7, "0x80000002", 1002);
    const before = scene.appliedHash;
    scene.directory.write(files({ "elements-0.txt": elements("10.1.3.0/24", "new1") }));
    await hashBecomesOther(before);
    await eventually(
      () => scene.flows.length === 1,
      () => `flows are ${scene.flows.join(", ")}`,
    );
    expect(scene.flows).toEqual(["7 1002"]);
  });

  it("sets an interface up when it comes, and works without it before", async () => {
    const vpcs = [vpc("left", 1, "left", "10.9.0.0/16"), vpc("late", 5, "late", "10.5.0.0/16")];
    scene.directory.write(files({ "gateway.json": gatewayJson(...vpcs) }));
    await scene.watch();
    await scene.ready("late: interface late is not there");
    expect(scene.gateway.run("ip", ["-4", "-br", "address"])).toContain("169.254.1.1/32");
    wire(scene.gateway, "late", scene.host, "late0");
    await scene.ready();
    expect(scene.gateway.run("ip", ["-4", "route", "show", "table", "1230176261"])).toContain("10.5.0.0/16 dev late");
  });

  it("puts back what somebody takes away", async () => {
    await scene.watch();
    const before = scene.appliedHash;
    scene.gateway.run("ip", ["address", "flush", "dev", "left"]);
    scene.gateway.run("ip", ["rule", "del", "pref", "1001", "fwmark", "0x2/0xffff"]);
    scene.nft("delete", "table", "ip", "isthmus");
    await eventually(
      () =>
        scene.appliedHash === before &&
        scene.gateway.run("ip", ["rule"]).includes("fwmark 0x2/0xffff") &&
        scene.gateway.run("ip", ["-4", "route", "show", "table", "all"]).includes("10.9.0.0/16 dev left"),
      () => "it was not put back",
    );
    expect(scene.gateway.run("ip", ["-4", "-br", "address"])).toMatch(/left\S*\s+UP\s+169\.254\.1\.1\/32/);
  });

  it("recognises its own work after a restart, and leaves it when it ends", async () => {
    const first = await scene.watch();
    const handles = (): string => scene.nft("-a", "list", "table", "ip", "isthmus");
    const before = handles();
    expect(await first.stop()).toBe(0);
    expect(handles()).toBe(before);
    expect(scene.gateway.run("ip", ["-4", "-br", "address"])).not.toContain("169.254");
    const second = await scene.watch();
    expect(second.output).toContain("was in force already");
    expect(handles()).toBe(before);
    expect(scene.gateway.run("ip", ["-4", "-br", "address"])).toContain("169.254");
  });

  it("takes all away at the end with --cleanup", async () => {
    const agent = await scene.watch("--cleanup");
    expect(await agent.stop()).toBe(0);
    expect(scene.nft("list", "tables")).toBe("");
    expect(scene.gateway.run("ip", ["rule"])).not.toContain("12301762");
  });
});
