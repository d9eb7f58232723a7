import { describe, expect, it } from "@jest/globals";
import { ApiError } from "../../cluster/api-error.js";
import { refusalOf } from "./dry-run.js";
import { apiProblem } from "./refusals.js";

const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "a" };
const because = (reason: string) => ({ causes: [{ reason }] });
const forbidden = new ApiError(
  403,
  "Forbidden",
  'deployments.apps "a" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
);

describe("what an API server refuses is a problem of its own", () => {
  it.each([
    [
      "kubernetes.namespace-terminating",
      new ApiError(403, "Forbidden", "is being terminated", because("NamespaceTerminating")),
      '"shop"',
    ],
    ["kubernetes.unauthenticated", new ApiError(401, "Unauthorized", "Unauthorized"), "log in again"],
    [
      "kubernetes.quota",
      new ApiError(403, "Forbidden", 'configmaps "a" is forbidden: exceeded quota: few'),
      "--namespace shop",
    ],
    ["kubernetes.forbidden", forbidden, 'grant "ci" the verbs get, list, create, patch and delete on deployments.apps'],
    ["kubernetes.admission", new ApiError(400, "", 'admission webhook "x" denied the request: no'), "policy"],
    ["kubernetes.admission", new ApiError(403, "Forbidden", 'violates PodSecurity "restricted:latest"'), "policy"],
    ["kubernetes.admission", new ApiError(500, "", 'failed calling webhook "x": refused'), "does not answer"],
    ["kubernetes.too-large", new ApiError(413, "RequestEntityTooLarge", "limit is 3145728"), "split it"],
    [
      "kubernetes.immutable",
      new ApiError(422, "Invalid", "field is immutable", { causes: [{ field: "spec.x" }] }),
      '"spec.x"',
    ],
  ])("%s", (code, error, hint) => {
    const problem = apiProblem(error, reference);
    expect(problem).toMatchObject({ code, path: "ConfigMap shop/a" });
    expect(problem.hint).toContain(hint);
  });

  it("or one without a code of its own", () => {
    const error = new ApiError(422, "Invalid", "spec.selector: Required value");
    expect(apiProblem(error, reference)).toEqual({
      code: "kubernetes.refused",
      path: "ConfigMap shop/a",
      message: "the API server refuses ConfigMap shop/a: spec.selector: Required value",
    });
  });
});

it("who may only read sees a preview, but not before an `up`", () => {
  expect(refusalOf(forbidden, reference, false)).toMatchObject({ kind: "inputs-only", warn: true });
  expect(refusalOf(forbidden, reference, true)).toMatchObject({ kind: "problem" });
});
