/**
 * The fields of Gloo Mesh 2.6's kinds, as far as a Fabric uses them: derived from section 3 of the research digest and
 * the protos that it reads, in our own words. Its CustomResourceDefinitions are not public, so nothing here is checked by
 * them, and nothing that passes is "CRD-checked".
 */
export type Field =
  | "string"
  /** 0 to 2^32-1. */
  | "number"
  | "boolean"
  /** Seconds, of a millisecond or more. */
  | "duration"
  /** A message without fields. */
  | "empty"
  | { enum: string[] }
  | { list: Field }
  /** Any names. */
  | { map: Field }
  | { fields: Fields; required?: string[]; oneOf?: string[][] };
export type Fields = Record<string, Field>;

const strings: Field = { list: "string" };
const labels: Field = { map: "string" };
const record = (fields: Fields, required: string[] = [], ...oneOf: string[][]): Field => ({ fields, required, oneOf });
const list = (item: Field): Field => ({ list: item });

const port = record({ number: "number", name: "string" }, [], ["number", "name"]);
const objectReference = record({ name: "string", namespace: "string", cluster: "string" }, ["name"]);
const objectSelector = record({
  labels,
  name: "string",
  namespace: "string",
  cluster: "string",
  workspace: "string",
});
const workloads = list(record({ selector: objectSelector, kind: { enum: ["KUBE", "VM"] }, port }));
const destinationKind: Field = { enum: ["SERVICE", "VIRTUAL_DESTINATION", "EXTERNAL_SERVICE"] };
const clientMode = record(
  { auto: "empty", sniRouting: "empty", tlsTermination: "empty" },
  [],
  ["auto", "sniRouting", "tlsTermination"],
);
const routeSelectors = list(
  record(
    {
      route: record({ labels, namespace: "string", cluster: "string", workspace: "string" }),
      withDestinations: record({ selector: objectSelector, kind: destinationKind, port }),
    },
    [],
    ["route", "withDestinations"],
  ),
);
const protocols = ["HTTP", "HTTPS", "GRPC", "HTTP2", "MONGO", "TCP", "TLS"];
const protocol: Field = { enum: [...protocols, ...protocols.map((name) => name.toLowerCase()), "gRPC"] };

const matcher = record({
  name: "string",
  uri: record(
    { exact: "string", prefix: "string", regex: "string", suffix: "string", ignoreCase: "boolean" },
    [],
    ["exact", "prefix", "regex", "suffix"],
  ),
  headers: list(record({ name: "string", value: "string", regex: "boolean", invertMatch: "boolean" }, ["name"])),
  queryParameters: list(record({ name: "string", value: "string", regex: "boolean" }, ["name"])),
  method: "string",
  port: "number",
});
const destinations = list(
  record({ ref: objectReference, kind: destinationKind, port, subset: labels, weight: "number" }, ["ref"]),
);
const forwardTo = record(
  {
    destinations,
    pathRewrite: "string",
    regexRewrite: record({ pattern: record({ regex: "string" }, ["regex"]), substitution: "string" }, ["pattern"]),
    hostRewrite: "string",
    autoHostRewrite: "boolean",
  },
  ["destinations"],
  ["pathRewrite", "regexRewrite", ""],
  ["hostRewrite", "autoHostRewrite", ""],
);
const redirect = record({
  hostRedirect: "string",
  pathRedirect: "string",
  responseCode: { enum: ["MOVED_PERMANENTLY", "FOUND", "SEE_OTHER", "TEMPORARY_REDIRECT", "PERMANENT_REDIRECT"] },
});
const httpRoutes = list(
  record({ name: "string", labels, matchers: list(matcher), forwardTo, redirect }, [], ["forwardTo", "redirect"]),
);

const tlsVersion: Field = { enum: ["TLS_AUTO", "TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3"] };
const gatewayTls = record(
  {
    secretName: "string",
    files: record({ serverCert: "string", privateKey: "string", caCerts: "string" }),
    verifySubjectAltName: strings,
    parameters: record({
      minimumProtocolVersion: tlsVersion,
      maximumProtocolVersion: tlsVersion,
      cipherSuites: strings,
    }),
    mode: { enum: ["PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL"] },
  },
  [],
  ["secretName", "files", ""],
);
const listeners = list(
  record(
    {
      port,
      tls: gatewayTls,
      httpsRedirect: "boolean",
      http: "empty",
      tcp: "empty",
      allowedRouteTables: list(record({ host: "string", selector: objectSelector }, ["host"])),
      exposedExternalServices: list(record({ host: "string", selector: objectSelector }, ["host"])),
      appProtocol: "string",
    },
    ["port"],
    ["tls", "httpsRedirect", ""],
    ["http", "tcp"],
  ),
);

const shares = list(
  record({
    workspaces: list(record({ name: "string", selector: labels })),
    resources: list(
      record({
        kind: {
          enum: ["ALL", "ROUTE_TABLE", "SERVICE", "VIRTUAL_DESTINATION", "EXTERNAL_SERVICE", "EXTERNAL_WORKLOAD"],
        },
        labels,
        name: "string",
        namespace: "string",
        cluster: "string",
      }),
    ),
  }),
);

const certificateOptions = record({
  ttlDays: "number",
  rsaKeySizeBytes: "number",
  orgName: "string",
  secretRotationGracePeriodRatio: "number",
});
const managementCa = record(
  { generated: certificateOptions, secretRef: record({ name: "string", namespace: "string" }, ["name"]) },
  [],
  ["generated", "secretRef"],
);

const headerValues = record({ values: strings, notValues: strings });
const authorization = record({
  allowedClients: list(record({ serviceAccountSelector: objectSelector, externalWorkloadSelector: objectSelector })),
  allowedPaths: strings,
  allowedMethods: strings,
  match: record({ request: record({ headers: { map: headerValues } }) }),
  allowedIpBlocks: strings,
  allowedRemoteIpBlocks: strings,
  dryRun: "boolean",
});

/** The spec of each kind, by API version and kind. */
export const fieldTable: Record<string, Field> = {
  "admin.gloo.solo.io/v2 Workspace": record(
    {
      workloadClusters: list(
        record(
          {
            name: "string",
            selector: labels,
            namespaces: list(record({ name: "string", configEnabled: "boolean", labels })),
            configEnabled: "boolean",
          },
          ["namespaces"],
        ),
      ),
    },
    ["workloadClusters"],
  ),
  "admin.gloo.solo.io/v2 WorkspaceSettings": record({
    importFrom: shares,
    exportTo: shares,
    options: record({
      serviceIsolation: record({ enabled: "boolean", trimProxyConfig: "boolean" }),
      federation: record({
        enabled: "boolean",
        hostSuffix: "string",
        serviceSelector: list(objectSelector),
        ports: list(port),
      }),
      eastWestGateways: list(
        record({
          selector: objectSelector,
          port,
          tlsTerminationPort: port,
          hostInfoOverrides: list(record({ addr: "string", port: "number" }, ["addr", "port"])),
        }),
      ),
      virtualDestClientMode: clientMode,
      trimAllProxyConfig: "boolean",
    }),
  }),
  "admin.gloo.solo.io/v2 RootTrustPolicy": record({
    applyToMeshes: list(
      record({ istio: record({ revision: "string", namespace: "string", clusterSelector: labels, selector: labels }) }),
    ),
    config: record({
      mgmtServerCa: managementCa,
      intermediateCertOptions: certificateOptions,
      autoRestartPods: "boolean",
      passiveCertificateAuthorities: list(managementCa),
    }),
  }),
  "networking.gloo.solo.io/v2 ExternalEndpoint": record(
    { address: "string", ports: list(record({ name: "string", number: "number" }, ["number"])) },
    ["address"],
  ),
  "networking.gloo.solo.io/v2 ExternalService": record(
    {
      hosts: strings,
      addresses: strings,
      selector: labels,
      subjectAltNames: strings,
      ports: list(
        record(
          {
            name: "string",
            number: "number",
            protocol,
            targetPort: port,
            clientsideTls: record({
              mode: { enum: ["SIMPLE", "DISABLE", "MUTUAL", "ISTIO_MUTUAL"] },
              sni: "string",
              credentialName: "string",
              clientCertificate: "string",
              privateKey: "string",
              caCertificates: "string",
              insecureSkipVerify: "boolean",
            }),
            egressGatewayRoutes: record({ portMatch: "number", virtualGatewayRefs: list(objectReference) }),
          },
          ["name", "number", "protocol"],
        ),
      ),
    },
    ["ports"],
    ["hosts", "addresses"],
  ),
  "networking.gloo.solo.io/v2 VirtualGateway": record({ workloads, listeners }, ["listeners"]),
  "networking.gloo.solo.io/v2 VirtualDestination": record(
    {
      hosts: strings,
      services: list(objectSelector),
      externalServices: list(objectSelector),
      externalWorkloads: list(objectSelector),
      ports: list(record({ number: "number", protocol, targetPort: port }, ["number", "protocol"])),
      clientMode,
    },
    ["ports"],
  ),
  "networking.gloo.solo.io/v2 RouteTable": record({
    hosts: strings,
    virtualGateways: list(objectReference),
    workloadSelectors: workloads,
    applyToDestinations: list(record({ selector: objectSelector, kind: destinationKind, port })),
    http: httpRoutes,
    weight: "number",
    failureMode: { enum: ["ROUTE_REPLACEMENT", "FREEZE_CONFIG"] },
  }),
  "security.policy.gloo.solo.io/v2 AccessPolicy": record({
    applyToDestinations: list(record({ selector: objectSelector, kind: destinationKind, port })),
    applyToWorkloads: list(
      record({ selector: record({ labels, namespace: "string", cluster: "string", workspace: "string" }) }),
    ),
    config: record({
      authn: record({ tlsMode: { enum: ["DISABLE", "PERMISSIVE", "STRICT"] } }),
      authz: authorization,
      authzList: list(authorization),
    }),
  }),
  "resilience.policy.gloo.solo.io/v2 RetryTimeoutPolicy": record(
    {
      applyToRoutes: routeSelectors,
      config: record({
        retries: record({
          attempts: "number",
          perTryTimeout: "duration",
          retryOn: "string",
          retryRemoteLocalities: "boolean",
        }),
        requestTimeout: "duration",
      }),
    },
    ["config"],
  ),
  "trafficcontrol.policy.gloo.solo.io/v2 HeaderManipulationPolicy": record(
    {
      applyToRoutes: routeSelectors,
      config: record({
        removeResponseHeaders: strings,
        appendResponseHeaders: labels,
        removeRequestHeaders: strings,
        appendRequestHeaders: labels,
      }),
    },
    ["config"],
  ),
};
