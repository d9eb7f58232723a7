/**
 * How certificate resources reach the code that serves them. In a Node program it is Pulumi's own plugin for dynamic
 * providers, so that nothing has to be installed; inside the plugin for other languages it is that plugin.
 */
export interface Transport {
  /** A resource type's beginning; the class's name follows. */
  typePrefix: string;
  /** Inputs beside the resource's own. */
  inputs: Record<string, string>;
}

/**
 * Pulumi's dynamic plugin evaluates `__provider` in the project's directory. The text is a constant, where Pulumi's own
 * `dynamic.Resource` writes the serialised code of a closure into the state: it shows no diff, is equal on every
 * machine, and must never change, because a delete runs the text that the state holds. It needs `isthmus` in the
 * program's own dependencies.
 */
const viaDynamicPlugin: Transport = {
  typePrefix: "pulumi-nodejs:dynamic/isthmus:",
  inputs: { __provider: 'exports.handler = () => require("isthmus/certificates").provider;' },
};

const viaOurPlugin: Transport = { typePrefix: "isthmus:index:", inputs: {} };

let current = viaDynamicPlugin;

/** Says that this process is the plugin: called once, by its entry, before anything is constructed. */
export function serveCertificatesFromPlugin(): void {
  current = viaOurPlugin;
}

/** The transport of this process. */
export const transport = (): Transport => current;
