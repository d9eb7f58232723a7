import { expect, it } from "@jest/globals";
import { select } from "./select.js";

const cases = ["envoy/http1/1", "envoy/http1/100", "envoy/http2/1", "import"].map((name) => ({ name }));
const picked = (...words: string[]): string[] => select(cases, words).map(({ name }) => name);

it("takes all without words", () => {
  expect(picked()).toEqual(cases.map(({ name }) => name));
});

it("takes by whole segments, wherever they stand", () => {
  expect(picked("envoy/http1")).toEqual(["envoy/http1/1", "envoy/http1/100"]);
  expect(picked("1")).toEqual(["envoy/http1/1", "envoy/http2/1"]);
});

it("takes each once, in the order of the list, whatever the order of the words", () => {
  expect(picked("import", "http2", "envoy/http2")).toEqual(["envoy/http2/1", "import"]);
});

it("refuses a word that takes nothing, and says what there is", () => {
  expect(() => picked("envoy", "impor")).toThrow('nothing is called "impor"');
  expect(() => picked("impor")).toThrow("  envoy/http1/100");
});
