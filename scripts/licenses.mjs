// Every package that users install with Isthmus has a licence that goes with Apache-2.0.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./steps.mjs";

const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "CC-BY-3.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
]);

/** Packages whose manifest points to a file instead; read on the day that is named. */
const read = { "node_modules/@logdna/tail-file": "MIT" }; // 2026-11-21

/** `(MIT OR GPL-3.0)` offers a choice; `MIT AND ISC` asks for both. */
const fits = (licence) =>
  licence
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => allowed.has(one.trim())));

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const shipped = Object.entries(packages).filter(
  ([path, { dev, link }]) => path.startsWith("node_modules/") && !dev && !link,
);
const strangers = shipped.filter(([path, { license }]) => !fits(read[path] ?? license ?? "none"));

for (const [path, { version, license }] of strangers) console.error(`✖ ${path}@${version}: ${license ?? "no licence"}`);
console.log(
  `${shipped.length - strangers.length} of ${shipped.length} packages have a licence that goes with Apache-2.0`,
);
process.exit(strangers.length === 0 ? 0 : 1);
