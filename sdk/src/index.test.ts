import { expect, jest, test } from "@jest/globals";
import * as isthmus from "./index.js";

jest.mock("zod", () => {
  throw new Error("zod is loaded");
});
jest.mock("@pulumi/kubernetes/utilities", () => {
  throw new Error("Kubernetes is loaded");
});

test("the import of isthmus waits neither for schemas nor for Kubernetes", () => {
  expect(isthmus.Fabric).toBeInstanceOf(Function);
  expect(isthmus.MeshTargetKind.Standalone).toBe("standalone");
});

test("what needs them loads them", async () => {
  await expect(import("./core.js")).rejects.toThrow("zod is loaded");
  await expect(import("./pulumi/kubernetes-resource.js")).rejects.toThrow("Kubernetes is loaded");
});
