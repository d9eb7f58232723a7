import { describe, expect, it } from "@jest/globals";
import { describeProblem, ProblemsError } from "./problem.js";

const problem = { code: "a.b", path: "meshes.shop.trustDomain", message: "it is wrong", hint: "put it right" };

describe("a problem as text", () => {
  it("says what, where, under which code, and the way out", () => {
    expect(describeProblem(problem)).toBe("✖ it is wrong\n  → at meshes.shop.trustDomain (a.b)\n  → put it right");
  });

  it("has no line for a way out that is not known", () => {
    expect(describeProblem({ ...problem, hint: undefined })).toBe(
      "✖ it is wrong\n  → at meshes.shop.trustDomain (a.b)",
    );
  });

  it("that is about the whole Fabric says so", () => {
    expect(describeProblem({ ...problem, path: "" })).toContain("→ at the root of the Fabric (a.b)\n");
  });
});

describe("an error of problems", () => {
  it("counts one", () => {
    expect(new ProblemsError([problem]).message).toMatch(/^1 problem\n/);
  });

  it("holds them all", () => {
    const error = new ProblemsError([problem, { ...problem, message: "so is this" }]);
    expect(error.message).toMatch(/^2 problems\n✖ it is wrong\n.*\n.*\n✖ so is this/);
    expect(error.problems).toHaveLength(2);
  });
});
