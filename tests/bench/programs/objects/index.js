const { readFileSync } = require("node:fs");
const { Config } = require("@pulumi/pulumi");
const { core, rbac } = require("@pulumi/kubernetes");

const kinds = {
  Namespace: core.v1.Namespace,
  ConfigMap: core.v1.ConfigMap,
  Service: core.v1.Service,
  ServiceAccount: core.v1.ServiceAccount,
  Role: rbac.v1.Role,
};

const namespaces = [];
for (const object of JSON.parse(readFileSync(new Config().require("objects"), "utf8")).items) {
  const { kind, metadata } = object;
  const resource = new kinds[kind](`${kind}-${metadata.name}`, object, { dependsOn: namespaces });
  if (kind === "Namespace") namespaces.push(resource);
}
