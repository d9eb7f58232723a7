import { describe, expect, it } from "@jest/globals";
import type { FabricSpec } from "../../model/fabric.js";
import { blocks, e1, example, r1, vpcNotes } from "../testing/vpcs.js";

describe("notes of VPCs", () => {
  it.each<[string, Partial<FabricSpec>, string[]]>([
    [
      "a static return without a filter works both ways (A19)",
      { exposes: { e1: e1({ returnRoute: "static" }) }, routes: { r1: r1() } },
      ["expose.static-bidirectional at exposes.e1.returnRoute"],
    ],
    [
      "blocks are paired in ascending order (A12)",
      { exposes: { e1: e1({ as: blocks("192.168.5.128/25", "192.168.1.0/25") }) } },
      ["expose.blocks-reordered at exposes.e1.as"],
    ],
    [
      "of two externals that match alike one is never used (A7, R31)",
      {
        exposes: { a: { vpc: "ext1" }, b: { vpc: "ext2" } },
        routes: { ra: r1({ to: { expose: "a" } }), rb: r1({ to: { expose: "b" } }) },
      },
      ["external.tie at routes.rb"],
    ],
    [
      "static addresses differ between externals (R32)",
      {
        exposes: { a: { vpc: "ext1" }, b: { vpc: "ext2", ips: blocks("8.8.8.0/24") } },
        routes: {
          ra: { from: { vpc: "vpc2", as: blocks("172.20.0.0/16") }, to: { expose: "a" } },
          rb: { from: { vpc: "vpc2", as: blocks("172.21.0.0/16") }, to: { expose: "b" } },
        },
      },
      ["route.static-to-externals at routes.rb"],
    ],
    ["nothing is odd", { exposes: { e1: e1() }, routes: { r1: r1() } }, []],
  ])("%s", (_, spec, notes) => {
    expect(vpcNotes(example(spec))).toEqual(notes);
  });
});
