import { describe, expect, it } from "@jest/globals";
import { declarationKinds } from "../../../fabric/declared.js";
import { blocks, e1, example, exampleVpcs, vpc } from "../../../fabric/testing/vpcs.js";
import type { FabricSpec } from "../../../model/fabric.js";
import { natProblems } from "./problems.js";

const problems = (spec: FabricSpec): string[] => {
  const whole = Object.fromEntries(declarationKinds.map((kind) => [kind, spec[kind] ?? {}]));
  return [...natProblems(whole as Required<FabricSpec>)].map(({ code, path }) => `${code} at ${path}`);
};

const withVpcs = (more: FabricSpec["vpcs"], rest: FabricSpec = {}) =>
  problems({ vpcs: { ...exampleVpcs(), ...more }, ...rest });

describe("what the NAT gateway cannot do", () => {
  it("is nothing of the examples", () => {
    expect(problems(example({ exposes: { e1: e1() } }))).toEqual([]);
  });

  it("is a VPC without an interface, on this target only", () => {
    expect(withVpcs({ bare: { cidrs: ["10.7.0.0/16"], target: { kind: "standalone" } } })).toEqual([
      "vpc.attachment-missing at vpcs.bare.attachment",
    ]);
    expect(withVpcs({ bare: { cidrs: ["10.7.0.0/16"], target: { kind: "hedgehog" } } })).toEqual([]);
  });

  it.each(['a"b', "a*", "a;b", "$x", "-a", "vpcß"])("is an interface named %s", (name) => {
    expect(withVpcs({ odd: vpc("odd", ["10.7.0.0/16"], { attachment: { interface: name } }) })).toEqual([
      "vpc.interface-name at vpcs.odd.attachment.interface",
    ]);
  });

  it.each(["eth0.100", "br-lan", "veth@2", "e:1"])("is no interface named %s", (name) => {
    expect(withVpcs({ fine: vpc("fine", ["10.7.0.0/16"], { attachment: { interface: name } }) })).toEqual([]);
  });

  it("is one interface for two VPCs of a gateway", () => {
    const second = (gateway?: string) =>
      vpc("second", ["10.7.0.0/16"], { attachment: { interface: "vpc1" }, target: { kind: "standalone", gateway } });
    expect(withVpcs({ second: second() })).toEqual(["vpc.interface-taken at vpcs.second.attachment.interface"]);
    expect(withVpcs({ second: second("other") })).toEqual([]);
  });

  it("is a network of Multus beside an interface of the node", () => {
    const multus = { attachment: { interface: "net1", network: "default/net1" } };
    expect(withVpcs({ net: vpc("net", ["10.7.0.0/16"], multus) })).toEqual([
      "vpc.attachment-mixed at vpcs.net.attachment.network",
    ]);
    expect(problems({ vpcs: { net: vpc("net", ["10.7.0.0/16"], multus) } })).toEqual([]);
  });

  it("is a VPC in another cluster than its gateway", () => {
    const east = { cluster: "east" };
    expect(withVpcs({ far: vpc("far", ["10.7.0.0/16"], east) })).toEqual(["vpc.gateway-elsewhere at vpcs.far.cluster"]);
    expect(problems({ vpcs: { far: vpc("far", ["10.7.0.0/16"], east) }, natGateways: { nat: east } })).toEqual([]);
    expect(problems({ vpcs: { far: vpc("far", ["10.7.0.0/16"], east) }, natGateways: { nat: {} } })).toEqual([
      "vpc.gateway-elsewhere at vpcs.far.cluster",
    ]);
  });

  it("is to move more ports of a range than fit, one by one", () => {
    const moved = (external: string, internal: string) =>
      problems(example({ exposes: { e1: e1({ ports: [{ external, internal }] }) } }));
    expect(moved("10000-14096", "20000-24096")).toEqual(["expose.ports-too-many at exposes.e1.ports[0]"]);
    expect(moved("10000-14095", "20000-24095")).toEqual([]);
    expect(moved("1-65535", "1-65535")).toEqual([]);
  });

  it("is to tell more VPCs apart than its marks can", () => {
    const many = (count: number) =>
      problems({
        vpcs: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`v${index}`, vpc(`v${index}`, ["10.0.0.0/8"])]),
        ),
      });
    expect(many(16_383)).toEqual([]);
    expect(many(16_384)).toEqual(["nat-gateway.too-many-vpcs at natGateways.nat"]);
  });

  it("is to keep more pairs of VPCs apart than there are zones", () => {
    const peered = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `v${index}`);
      return problems({
        vpcs: Object.fromEntries(names.map((name) => [name, vpc(name, ["10.0.0.0/8"])])),
        peerings: { all: { vpcs: names.map((name) => ({ vpc: name, as: blocks("192.168.0.0/24") })) } },
      });
    };
    expect(peered(362)).toEqual([]);
    expect(peered(363)).toEqual(["nat-gateway.too-many-pairs at natGateways.nat"]);
  });
});
