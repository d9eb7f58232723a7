import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  DeploymentInfo,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceInvokeRequest,
  ResourceInvokeResponse,
  ResourceMonitorFeature,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A resource as it was registered. */
export interface Registered {
  urn: string;
  type: string;
  name: string;
  parent: string;
  custom: boolean;
  inputs: Record<string, unknown>;
  /** `<urn>::<id>`, or empty for the default provider. */
  provider: string;
  protect: boolean;
  /** URNs, or the former names of specs. */
  aliases: string[];
  dependencies: string[];
}

/** As much of Pulumi's engine as one Construct needs: it registers, makes what `make` makes, and knows any provider. */
export interface TestEngine {
  address: string;
  registered: Registered[];
  logs: string[];
  stop(): void;
}

/** Starts one; `make` answers the outputs of a custom resource. */
export async function startEngine(
  make: (resource: Registered) => Promise<Record<string, unknown>>,
): Promise<TestEngine> {
  const registered: Registered[] = [];
  const logs: string[] = [];

  const register = async (request: RegisterResourceRequest): Promise<RegisterResourceResponse> => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    const urn = `urn:pulumi:stack::project::${type}::${name}`;
    const resource: Registered = {
      ...{ urn, type, name, parent, inputs },
      custom: request.getCustom(),
      provider: request.getProvider(),
      protect: request.getProtect() ?? false,
      aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? alias.getUrn()),
      dependencies: request.getDependenciesList(),
    };
    registered.push(resource);
    const outputs = resource.custom ? await make(resource) : inputs;
    const response = new RegisterResourceResponse();
    response.setUrn(urn);
    if (resource.custom) response.setId(name);
    response.setObject(Struct.fromJavaScript(outputs as Parameters<typeof Struct.fromJavaScript>[0]));
    return response;
  };

  const server = new grpc.Server();
  server.addService(ResourceMonitorService, {
    getDeploymentInfo(_: unknown, callback: grpc.sendUnaryData<DeploymentInfo>) {
      const info = new DeploymentInfo();
      info.setSupportedfeaturesList([
        ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
        ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
      ]);
      callback(null, info);
    },
    registerResource(
      { request }: { request: RegisterResourceRequest },
      callback: grpc.sendUnaryData<RegisterResourceResponse>,
    ) {
      register(request).then(
        (response) => callback(null, response),
        (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
      );
    },
    invoke({ request }: { request: ResourceInvokeRequest }, callback: grpc.sendUnaryData<ResourceInvokeResponse>) {
      const urn = request.getArgs()?.toJavaScript()["urn"] ?? "";
      const response = new ResourceInvokeResponse();
      response.setReturn(Struct.fromJavaScript({ urn, id: "its-id", state: {} }));
      callback(null, response);
    },
    registerResourceOutputs(_: { request: RegisterResourceOutputsRequest }, callback: grpc.sendUnaryData<Empty>) {
      callback(null, new Empty());
    },
  });
  server.addService(EngineService, {
    log({ request }: { request: LogRequest }, callback: grpc.sendUnaryData<Empty>) {
      logs.push(request.getMessage());
      callback(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${port}`, registered, logs, stop: () => server.forceShutdown() };
}
