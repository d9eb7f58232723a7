/** The plugin over the SDK's sources, so that its test needs no build. */
import * as pulumi from "@pulumi/pulumi";
import {
  CertificateKind,
  provider as certificates,
  serveCertificatesFromPlugin,
} from "../../../sdk/src/pulumi/certificates/provider.js";
import {
  CrossMeshPermission,
  Expose,
  ExternalGateway,
  Fabric,
  MeshGateway,
  Peering,
  Route,
} from "../../../sdk/src/pulumi/index.js";
import { readFileSync } from "node:fs";
import { schemaFile } from "../package.js";
import type { PackageSchema } from "../package-schema.js";
import { IsthmusProvider } from "../provider.js";

serveCertificatesFromPlugin();

const provider = new IsthmusProvider({
  components: { CrossMeshPermission, Expose, ExternalGateway, Fabric, MeshGateway, Peering, Route },
  certificates,
  certificateKinds: CertificateKind,
  schema: JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema,
});

void pulumi.provider.main(provider, process.argv.slice(2));
