import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Problem } from "../model/problem.js";
import { parseElements } from "./parse-elements.js";

function parse(text: string) {
  const problems: Problem[] = [];
  return { file: parseElements("elements-0.txt", text, problems), problems };
}

describe("an element's line", () => {
  it.each([
    ["destinations 1234 . 192.168.1.0-192.168.1.255 : 0x0a3b2c1d"],
    ["passages 0x80000001"],
    ["offered 0x80000001 . tcp . 8000-8100"],
    ['attached "eth0.100" : goto vpc_7'],
    ["idle_of 0x80000001 : jump idle_60"],
    ["translations 0x80000001 . 192.168.1.0/24 : 10.1.1.0/24 . 8080"],
    ["vpcs left : 1"],
  ])("may be %s", (line) => {
    expect(parse(`${line}\n`)).toMatchObject({ problems: [], file: { elements: { size: 1 } } });
  });

  it.each([
    ["a statement after it", "via 1 : 2 }; delete table ip filter; add element ip isthmus via { 3 : 4"],
    ["another element", "via 1 : 2, 3 : 4"],
    ["a comment", "via 1 # : 2"],
    ["a variable", "via $x : 2"],
    ["another set", "via @other : 2"],
    ["a name to resolve", "own 1 . example.com"],
    ["a name of a host alone", "own www.example.com"],
    ["an option", "passages 1 timeout 1s"],
    ["a wildcard", 'attached "eth*" : accept'],
    ["an address that is none", "own 1 . 10.0.0.256"],
    ["a block that is none", "own 1 . 10.0.0.0/33"],
    ["a verdict as key", "attached goto x : accept"],
    ["a carriage return", "via 1 : 2\r"],
    ["two spaces", "via  1 : 2"],
    ["nothing", ""],
  ])("with %s is refused with its number", (_, line) => {
    const { file, problems } = parse(`passages 1\n${line}\n`);
    expect(problems).toMatchObject([{ code: "agent.element", path: "elements-0.txt: line 2" }]);
    expect(file.elements.size).toBe(1);
  });

  it("lets a set's sign stand within an interface's quotes only", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("@", '"', "e", "0", " . ") }), (key) => {
        const outside = key.replaceAll(/"[^"]*"/g, "");
        const elements = parse(`via ${key}`).file.elements.size;
        expect(elements === 0 || !outside.includes("@")).toBe(true);
      }),
    );
    expect(parse('attached "eth0@if3" : accept').file.elements.size).toBe(1);
  });

  it("never lets in what ends an nft statement", () => {
    const dangerous = fc.constantFrom("{", "}", ";", "#", "$", "*", "\\", "\t", "'", "(", ",");
    fc.assert(
      fc.property(fc.string(), dangerous, fc.string(), (before, sign, after) => {
        expect(parse(`via ${before}${sign}${after}`.replaceAll("\n", "")).file.elements.size).toBe(0);
      }),
    );
  });

  it("may not name a set of the agent's own", () => {
    expect(parse("isthmus_applied 1\n").problems).toMatchObject([{ message: expect.stringContaining("own") }]);
  });

  it("may stand once only", () => {
    expect(parse("via 1 : 2\nvia 1 : 3\n").problems).toMatchObject([{ path: "elements-0.txt: line 2" }]);
  });

  it("is reported twenty times at most, and the rest by count", () => {
    const { problems } = parse("wrong\n".repeat(50));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toBe("30 more lines are wrong");
  });
});

describe("a passage's line", () => {
  it("is read, its id as eight digits", () => {
    expect(parse("@passage 8000000A 7 aa11 shop web forward\n").file.passages.get("0x8000000a")).toEqual({
      id: "0x8000000a",
      zone: 7,
      signature: "aa11",
      route: "shop",
      expose: "web",
      direction: "forward",
    });
  });

  it.each([
    ["@passage 1 0 aa r e d"],
    ["@passage 1 65536 aa r e d"],
    ['@passage 1 7 a"b r e d'],
    ["@passage 1 7 aa r e"],
  ])("is refused as %s", (line) => {
    expect(parse(line).problems).toMatchObject([{ code: "agent.element", path: "elements-0.txt: line 1" }]);
  });
});
