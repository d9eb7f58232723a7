import { expect, it } from "@jest/globals";
import { childSeconds, taken } from "./measured.js";

it("reads user and system time of the children, not of the shell", () => {
  expect(childSeconds("0m9.000s 0m9.000s\n1m2.500s 0m0.250s\n")).toBeCloseTo(62.75);
});

it("reads nothing as nothing", () => {
  expect(childSeconds("")).toBe(0);
});

it("counts the time of a grandchild, and time that is only slept not as the processor's", async () => {
  const work = "const end = Date.now() + 300; while (Date.now() < end);";
  const grandchild = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(work)}])`;
  const command = (script: string) => ({ program: process.execPath, args: ["-e", script], cwd: "/", env: {} });
  expect((await taken(command(grandchild))).processor).toBeGreaterThan(0.1);
  const asleep = await taken(command("setTimeout(() => {}, 1500)"));
  expect(asleep.time).toBeGreaterThan(1.4);
  expect(asleep.processor).toBeLessThan(asleep.time);
});

it("fails as the program does", async () => {
  const failing = { program: process.execPath, args: ["-e", "process.exit(3)"], cwd: "/", env: {} };
  await expect(taken(failing)).rejects.toThrow("ended with 3");
});
