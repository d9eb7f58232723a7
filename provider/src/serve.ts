import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import type { CertificateProvider } from "./certificates.js";
import { schemaFile } from "./package.js";
import type { PackageSchema } from "./package-schema.js";
import { IsthmusProvider, type Served } from "./provider.js";

/** What `isthmus/certificates` exports. */
export interface CertificateModule {
  CertificateKind: Record<string, string>;
  provider: CertificateProvider;
  serveCertificatesFromPlugin: () => void;
}

/** Serves the package to the engine that started this process. */
export function servePlugin(components: Served["components"], certificates: CertificateModule): void {
  certificates.serveCertificatesFromPlugin();
  const provider = new IsthmusProvider({
    components,
    certificates: certificates.provider,
    certificateKinds: certificates.CertificateKind,
    schema: JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema,
  });
  void pulumi.provider.main(provider, process.argv.slice(2));
}
