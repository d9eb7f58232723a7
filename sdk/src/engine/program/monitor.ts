import type { Alias } from "../registration.js";
import type { WireProperties } from "../wire.js";
import type { EngineMessage, WireRegistration } from "./messages.js";
import type { RegisterRequest, Sdk, SdkMonitor, SdkStruct } from "./sdk.js";

/** What the program's side of the boundary can ask of the engine. */
export interface EngineLink {
  register(registration: WireRegistration): Promise<Extract<EngineMessage, { kind: "registered" }>>;
  registerOutputs(urn: string, outputs: WireProperties): Promise<void>;
  refuse(what: string): void;
}

/** The features that we implement; the SDK refuses the others by itself. */
const FEATURES = ["SECRETS", "ALIAS_SPECS", "DELETED_WITH"];

/** Pulumi's monitor protocol, in process: messages in, plain data out, and back. Knows nothing of the engine. */
export function programMonitor({ messages, struct, empty }: Sdk, engine: EngineLink): SdkMonitor {
  const refuse = (what: string, callback: (error: Error) => void) => {
    engine.refuse(what);
    callback(new Error(`${what} is not for the local engine; run the program with \`pulumi\``));
  };
  return {
    getDeploymentInfo(_, callback) {
      const info = new messages.DeploymentInfo();
      const known = FEATURES.map((name) => messages.ResourceMonitorFeature[`RESOURCE_MONITOR_FEATURE_${name}`]);
      info.setSupportedfeaturesList(known.filter((feature) => feature !== undefined));
      callback(null, info);
    },
    supportsFeature: (_, callback) => callback(null, { getHassupport: () => false }),
    registerResource(request, callback) {
      const option = unservedOption(request);
      if (option !== undefined)
        return refuse(`the option ${option} of ${request.getType()} "${request.getName()}"`, callback);
      engine
        .register(registrationOf(request))
        .then(({ urn, id, outputs, failed }) => {
          const response = new messages.RegisterResourceResponse();
          response.setUrn(urn);
          response.setId(id ?? "");
          response.setObject(struct.Struct.fromJavaScript(outputs));
          response.setResult(failed === true ? messages.Result.FAIL : messages.Result.SUCCESS);
          callback(null, response);
        })
        .catch(callback);
    },
    registerResourceOutputs(request, callback) {
      engine
        .registerOutputs(request.getUrn(), plain(request.getOutputs()))
        .then(() => callback(null, new empty.Empty()))
        .catch(callback);
    },
    readResource: (request, callback) => refuse(`reading ${request.getType()} "${request.getName()}"`, callback),
    invoke: (request, callback) => refuse(`the function ${request.getTok()}`, callback),
    call: (request, callback) => refuse(`the method ${request.getTok()}`, callback),
    signalAndWaitForShutdown: (_, callback) => callback(null, new empty.Empty()),
    close: () => undefined,
  };
}

/** An option that would be lost here without a word, since the SDK asks for no feature before it sends it. */
function unservedOption(request: RegisterRequest): string | undefined {
  if (request.hasReplacementTrigger()) return "replacementTrigger";
  return request.getHidediffsList().length > 0 ? "hideDiffs" : undefined;
}

function registrationOf(request: RegisterRequest): WireRegistration {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, property) => {
    propertyDependencies[property] = urns.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: plain(request.getObject()),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    aliases: request.getAliasesList().map(aliasOf),
    ...given("parent", request.getParent()),
    ...given("provider", request.getProvider()),
    ...given("deletedWith", request.getDeletedwith()),
    ...given("importId", request.getImportid()),
    ...given("version", request.getVersion()),
    ...timeoutsOf(request),
    ...(request.hasProtect() ? { protect: request.getProtect() } : {}),
    ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() } : {}),
    ...(request.getDeletebeforereplacedefined() ? { deleteBeforeReplace: request.getDeletebeforereplace() } : {}),
  };
}

function timeoutsOf(request: RegisterRequest): Pick<WireRegistration, "customTimeouts"> {
  const message = request.getCustomtimeouts();
  if (message === undefined) return {};
  const customTimeouts = {
    ...given("create", message.getCreate()),
    ...given("update", message.getUpdate()),
    ...given("delete", message.getDelete()),
  };
  return Object.keys(customTimeouts).length === 0 ? {} : { customTimeouts };
}

function aliasOf(message: ReturnType<RegisterRequest["getAliasesList"]>[number]): Alias {
  const spec = message.getSpec();
  if (spec === undefined) return { urn: message.getUrn() };
  return {
    ...given("name", spec.getName()),
    ...given("type", spec.getType()),
    ...given("stack", spec.getStack()),
    ...given("project", spec.getProject()),
    ...given("parentUrn", spec.getParenturn()),
    ...(spec.getNoparent() ? { noParent: true } : {}),
  };
}

const plain = (struct: SdkStruct | undefined): WireProperties => (struct?.toJavaScript() ?? {}) as WireProperties;

/** Protobuf says "" for what is absent. */
const given = <K extends string>(key: K, value: string): { [P in K]?: string } =>
  value === "" ? {} : ({ [key]: value } as { [P in K]: string });
