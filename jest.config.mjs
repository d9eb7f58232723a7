/** One runner, two levels: `unit` needs nothing but Node, `acceptance` brings up real Envoy and Kubernetes. */
const shared = {
  testEnvironment: "node",
  setupFiles: ["<rootDir>/tests/property-seed.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
};

export default {
  reporters: ["default", "<rootDir>/scripts/jest-counts.mjs"],
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: [
        "<rootDir>/{sdk,provider}/src/**/*.test.ts",
        "<rootDir>/tests/{admission,bench,cluster,cli,components,example-target,upgrades}/**/*.test.ts",
      ],
    },
    {
      ...shared,
      displayName: "acceptance",
      globalSetup: "<rootDir>/tests/acceptance/setup.mjs",
      testMatch: ["<rootDir>/tests/acceptance/**/*.test.ts"],
    },
  ],
};
