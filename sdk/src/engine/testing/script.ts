import type { ProgramError } from "../program/messages.js";
import { customResource, type Monitor, type Registered, type Registration } from "../registration.js";
import type { Properties } from "../value.js";

/** What a scripted program can do. */
export interface Script {
  /** Registers a resource under the stack, or under a parent, and answers what the engine did. */
  resource(type: string, name: string, inputs?: Properties, more?: Partial<Registration>): Promise<Registered>;
  component(type: string, name: string, more?: Partial<Registration>): Promise<Registered>;
  outputs(urn: string, outputs: Properties): Promise<void>;
}

/** Plays a script against a monitor. */
export async function played(
  monitor: Monitor,
  script: (program: Script) => Promise<Properties | void>,
): Promise<ProgramError[]> {
  const stack = await monitor.register({ ...customResource("pulumi:pulumi:Stack", "shop-dev", {}), custom: false });
  try {
    const outputs = await script({
      resource: async (type, name, inputs = {}, more = {}) => {
        const made = await monitor.register({
          ...customResource(type, name, inputs),
          parent: stack.urn,
          version: "4.34.2",
          ...more,
        });
        if (made.failed === true) throw new Error(`resource ${name} [${type}] failed to register`);
        return made;
      },
      component: (type, name, more = {}) =>
        monitor.register({ ...customResource(type, name, {}), parent: stack.urn, custom: false, ...more }),
      outputs: (urn, outputs) => monitor.registerOutputs(urn, outputs),
    });
    await monitor.registerOutputs(stack.urn, outputs ?? {});
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ message, frames: [], ...(message.endsWith("failed to register") ? { derived: true } : {}) }];
  }
}
