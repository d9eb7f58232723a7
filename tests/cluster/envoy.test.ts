import { describe, expect, it } from "@jest/globals";
import { sharedLibraries } from "./envoy.js";

describe("sharedLibraries", () => {
  it("lists each file of ldd's answer once, with the loader, without the vdso", () => {
    const ldd = `	linux-vdso.so.1 (0x00007f34e4ff1000)
	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f34e4f00000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f34ddc1e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f34e4ff3000)
`;
    expect(sharedLibraries(ldd)).toEqual([
      "/lib/x86_64-linux-gnu/libm.so.6",
      "/lib/x86_64-linux-gnu/libc.so.6",
      "/lib64/ld-linux-x86-64.so.2",
    ]);
  });

  it("names a library that the machine does not have", () => {
    expect(() => sharedLibraries("\tlibfoo.so.1 => not found\n")).toThrow(/libfoo\.so\.1/);
  });
});
