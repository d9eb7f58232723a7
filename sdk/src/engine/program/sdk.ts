import { createRequire } from "node:module";
import { join } from "node:path";

type Callback<T> = (error: Error | null, response?: T) => void;

/** What we call of `@pulumi/pulumi`. The program's own copy, so that there is one runtime. */
export interface Sdk {
  runtime: {
    setMockOptions(monitor: object, project: string, stack: string, preview: boolean, organization: string): void;
    setAllConfig(config: Record<string, string>, secretKeys: string[]): void;
    runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
    disconnect(): Promise<void>;
  };
  log: Record<"debug" | "info" | "warn" | "error", (message: string, resource?: SdkResource) => Promise<void>>;
  state: { getStore(): { settings: { options: { rootDirectory: string } }; logErrorCount: number } };
  messages: Messages;
  struct: { Struct: { fromJavaScript(value: object): SdkStruct } };
  empty: { Empty: new () => object };
}

export interface SdkResource {
  urn: { promise(): Promise<string> };
}

export interface SdkStruct {
  toJavaScript(): object;
}

interface Setters {
  setUrn(urn: string): void;
  setId(id: string): void;
  setObject(object: SdkStruct): void;
  setResult(result: number): void;
}

interface Messages {
  RegisterResourceResponse: new () => Setters;
  DeploymentInfo: new () => { setSupportedfeaturesList(features: number[]): void };
  Result: { SUCCESS: number; FAIL: number };
  ResourceMonitorFeature: Record<string, number>;
}

/** The parts of a RegisterResource request that we read. */
export interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getRemote(): boolean;
  getObject(): SdkStruct | undefined;
  getProvider(): string;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(each: (value: { getUrnsList(): string[] }, key: string) => void): void };
  getAdditionalsecretoutputsList(): string[];
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getAliasesList(): AliasMessage[];
  hasProtect(): boolean;
  getProtect(): boolean;
  hasRetainondelete(): boolean;
  getRetainondelete(): boolean;
  getDeletedwith(): string;
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getImportid(): string;
  getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
  getVersion(): string;
  hasReplacementTrigger(): boolean;
  getHidediffsList(): string[];
}

interface AliasMessage {
  getUrn(): string;
  getSpec():
    | {
        getName(): string;
        getType(): string;
        getStack(): string;
        getProject(): string;
        getParenturn(): string;
        getNoparent(): boolean;
      }
    | undefined;
}

/** The methods that the SDK calls on its monitor. */
export interface SdkMonitor {
  getDeploymentInfo(request: object, callback: Callback<object>): void;
  supportsFeature(request: object, callback: Callback<{ getHassupport(): boolean }>): void;
  registerResource(request: RegisterRequest, callback: Callback<object>): void;
  registerResourceOutputs(
    request: { getUrn(): string; getOutputs(): SdkStruct | undefined },
    callback: Callback<object>,
  ): void;
  readResource(request: { getType(): string; getName(): string }, callback: Callback<object>): void;
  invoke(request: { getTok(): string }, callback: Callback<object>): void;
  call(request: { getTok(): string }, callback: Callback<object>): void;
  signalAndWaitForShutdown(request: object, callback: Callback<object>): void;
  close(): void;
}

/** Loads the copy of `@pulumi/pulumi` that the program in `directory` will itself load. */
export function loadSdk(directory: string): Sdk {
  const fromProgram = createRequire(join(directory, "index.js"));
  const fromSdk = createRequire(fromProgram.resolve("@pulumi/pulumi"));
  const pulumi = fromProgram("@pulumi/pulumi") as Pick<Sdk, "runtime" | "log">;
  return {
    runtime: pulumi.runtime,
    log: pulumi.log,
    state: fromSdk("./runtime/state.js") as Sdk["state"],
    messages: fromSdk("./proto/resource_pb.js") as Messages,
    struct: fromSdk("google-protobuf/google/protobuf/struct_pb") as Sdk["struct"],
    empty: fromSdk("google-protobuf/google/protobuf/empty_pb") as Sdk["empty"],
  };
}
