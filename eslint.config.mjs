import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * Imports point one way. Each layer lists the layers it may import; everything else in sdk/src is closed to it.
 * model <- fabric <- reach, trust <- targets <- pulumi, cdktf, engine <- cli
 * model <- cluster <- pulumi, engine: how an API server is found and asked.
 * model <- agent <- cli: what runs in a gateway's pod, without any dependency.
 */
const mayImport = {
  model: [],
  fabric: ["model"],
  reach: ["model", "fabric"],
  trust: ["model", "fabric"],
  targets: ["model", "fabric", "reach", "trust"],
  cluster: ["model"],
  pulumi: ["model", "fabric", "reach", "trust", "targets", "cluster"],
  cdktf: ["model", "fabric", "reach", "trust", "targets"],
  engine: ["model", "fabric", "reach", "trust", "targets", "cluster", "pulumi"],
  agent: ["model"],
  cli: ["model", "fabric", "reach", "trust", "targets", "pulumi", "engine", "agent"],
};

const zones = Object.entries(mayImport).map(([layer, allowed]) => ({
  target: `./sdk/src/${layer}`,
  from: "./sdk/src",
  except: [layer, ...allowed].map((name) => `./${name}`),
  message: `${layer}/ may import ${allowed.length === 0 ? "nothing else" : `only ${allowed.join(", ")}`}.`,
}));

/** Everything up to `targets` is pure: no Pulumi, no disk, no network, no clock. */
const impure = ["@pulumi/*", "@kubernetes/*", "node:*", "fs", "net", "http", "https", "child_process"];

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "**/.isthmus/**", "coverage/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-default-export": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // what takes long to load and not every program needs, or not at once
      "@typescript-eslint/no-require-imports": ["error", { allow: ["^re2js$", "^\\./realisation\\.js$"] }],
      "max-lines": ["error", 500],
      "no-console": "error",
    },
  },
  {
    files: ["sdk/src/{model,fabric,reach,trust,targets}/**/*.ts"],
    ignores: ["**/*.test.ts", "**/testing/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: impure, message: "This layer is pure." }] }],
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "This layer has no clock: take the time as an argument." },
        { object: "Math", property: "random", message: "This layer is deterministic." },
      ],
    },
  },
  { files: ["tests/**/*.ts", "examples/**/*.ts", "sdk/src/cli/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", performance: "readonly", require: "readonly" },
    },
  },
);
