import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { elements, files, gatewayJson, manyElements, ruleset, vpc } from "./directory.js";
import { Scene } from "./scene.js";
import { withNamespaces } from "./with-namespaces.js";

jest.setTimeout(120_000);

withNamespaces("applying a NAT gateway", () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  const addresses = (): string => scene.gateway.run("ip", ["-4", "-br", "address"]);
  const rulesAndRoutes = (): string =>
    scene.gateway.run("ip", ["rule"]) + scene.gateway.run("ip", ["-4", "route", "show", "table", "all"]);

  it("brings table, addresses, routes and rules into force, and again does nothing", () => {
    expect(scene.apply()).toMatchObject({ status: 0 });
    expect(addresses()).toMatch(/left\S*\s+UP\s+169\.254\.1\.1\/32/);
    expect(rulesAndRoutes()).toContain("10.1.0.0/16 dev right table 1230176258");
    expect(scene.nft("list", "map", "ip", "isthmus", "via")).toContain("0x80000001 : 0x00010002");
    const before = scene.nft("-a", "list", "table", "ip", "isthmus") + rulesAndRoutes();
    const again = scene.apply();
    expect(again.stderr).toContain("was in force already");
    expect(scene.nft("-a", "list", "table", "ip", "isthmus") + rulesAndRoutes()).toBe(before);
  });

  it("leaves what is in force where the kernel refuses the new one, and takes back its routes and rules", () => {
    scene.apply();
    const hash = scene.appliedHash;
    const before = scene.nft("list", "table", "ip", "isthmus") + rulesAndRoutes() + addresses();
    const third = vpc("third", 3, "left", "10.77.0.0/16");
    scene.directory.write(
      files({
        "gateway.json": gatewayJson(third, vpc("right", 2, "right", "10.1.0.0/16")),
        "ruleset.nft": ruleset.replace("policy accept;", "polly accept;"),
      }),
    );
    const { status, stderr } = scene.apply();
    expect(status).toBe(1);
    expect(stderr).toContain("syntax error");
    expect(scene.nft("list", "table", "ip", "isthmus") + rulesAndRoutes() + addresses()).toBe(before);
    expect(scene.appliedHash).toBe(hash);
  });

  it("replaces the table and leaves no route, rule or address of before", () => {
    scene.apply();
    scene.directory.write(
      files({ "gateway.json": gatewayJson({ ...vpc("left", 9, "left", "10.8.0.0/16"), address: "169.254.1.9/32" }) }),
    );
    expect(scene.apply()).toMatchObject({ status: 0 });
    expect(addresses()).toContain("169.254.1.9/32");
    expect(addresses()).not.toContain("169.254.1.1/32");
    expect(rulesAndRoutes()).toContain("10.8.0.0/16 dev left table 1230176265");
    expect(rulesAndRoutes()).not.toMatch(/1230176257|1230176258/);
  });

  it("says what is in force without any agent, and removes all of it", () => {
    expect(scene.agent("status").stdout).toContain("no configuration is in force");
    scene.apply();
    scene.addFlow(7, "0x80000001", 1001);
    scene.addFlow(7, "0x12", 1002);
    const { stdout } = scene.agent("status");
    expect(stdout).toContain(`configuration  ${scene.appliedHash}`);
    expect(stdout).toContain("role           active");
    expect(stdout).toContain("right  169.254.1.1/32  up, has its address");
    expect(scene.agent("remove")).toMatchObject({ status: 0 });
    expect(scene.nft("list", "tables")).toBe("");
    expect(addresses()).not.toContain("169.254");
    expect(rulesAndRoutes()).not.toContain("12301762");
    expect(scene.flows).toEqual(["7 1002"]);
  });

  it("sets what forwarding needs in its own namespace", () => {
    const read = (name: string): string => scene.gateway.run("cat", [`/proc/sys/net/ipv4/${name}`]).trim();
    scene.gateway.run("sh", ["-c", "echo 1 > /proc/sys/net/ipv4/conf/right/rp_filter"]);
    scene.apply();
    expect(["ip_forward", "fwmark_reflect", "conf/right/rp_filter", "conf/all/rp_filter"].map(read)).toEqual([
      "1",
      "1",
      "0",
      "0",
    ]);
  });

  describe("a line that would be another statement", () => {
    it("is refused with everything else that is wrong, before nft sees it", () => {
      scene.gateway.run("nft", ["add", "table", "ip", "other"]);
      const hostile = "via 1 : 2 }; delete table ip other; add element ip isthmus via { 3 : 4\n";
      scene.directory.write(files({ "elements-0.txt": `${elements()}${hostile}`, "gateway.json": '{"version":3}' }));
      const { status, stderr } = scene.apply();
      expect(status).toBe(2);
      expect(stderr).toContain("elements-0.txt: line 17");
      expect(stderr).toContain("is version 3, which is unknown");
      expect(scene.nft("list", "tables")).toBe("table ip other\n");
    });
  });

  it("flushes the flows of passages that an agent before it left, if they are translated otherwise now", () => {
    scene.apply();
    scene.addFlow(7, "0x80000001", 1001);
    scene.addFlow(7, "0x80000002", 1002);
    scene.addFlow(8, "0x80000001", 1003);
    scene.directory.write(files({ "elements-0.txt": elements("10.1.3.0/24", "new1") }));
    expect(scene.apply().stderr).toContain("1 flow deleted");
    expect(scene.flows).toEqual(["7 1002", "8 1003"]);
  });

  it("flushes many passages at once, and no other's flows", () => {
    const many = manyElements(200, 1);
    scene.directory.write(files(many));
    scene.apply();
    scene.addFlow(7, "0x80010005", 1005);
    scene.addFlow(7, "0x800100c0", 1192);
    scene.addFlow(7, "0x80000002", 1002);
    scene.addFlow(9, "0x80010005", 1009);
    scene.directory.write(files());
    expect(scene.apply()).toMatchObject({ status: 0 });
    expect(scene.flows).toEqual(["7 1002", "9 1009"]);
  });

  it("says that the privilege is missing, and whom to ask", () => {
    const dropped = ["--bounding-set=-net_admin", "--inh-caps=-net_admin"];
    const { status, stderr } = scene.gateway.try("setpriv", [
      ...dropped,
      process.execPath,
      scene.main,
      "apply",
      scene.directory.path,
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain("no CAP_NET_ADMIN");
  });
});
