import * as pulumi from "@pulumi/pulumi";
import { CrossMeshPermission, Expose, ExternalGateway, Fabric, MeshGateway, Peering, Route } from "isthmus";
import { CertificateKind, provider as certificates, serveCertificatesFromPlugin } from "isthmus/certificates";
import { readFileSync } from "node:fs";
import { schemaFile } from "./package.js";
import type { PackageSchema } from "./package-schema.js";
import { IsthmusProvider } from "./provider.js";

serveCertificatesFromPlugin();

const provider = new IsthmusProvider({
  components: { CrossMeshPermission, Expose, ExternalGateway, Fabric, MeshGateway, Peering, Route },
  certificates,
  certificateKinds: CertificateKind,
  schema: JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema,
});

void pulumi.provider.main(provider, process.argv.slice(2));
