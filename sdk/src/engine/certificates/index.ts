import { ProblemsError } from "../../model/problem.js";
import { diffProperties } from "../diff.js";
import { type Difference, Mode, type ResourceHandler, type Subject } from "../handler.js";
import type { Entry } from "../registry.js";
import type { ResourceState } from "../state/resource.js";
import { hasUnknown, mapValues, type Properties, revealed, Secret, UNKNOWN, type Value } from "../value.js";

/** The shape of a Pulumi dynamic provider, which serves our certificates both here and under `pulumi`. */
export interface CertificateProvider {
  check?(olds: Plain, news: Plain): Promise<{ inputs?: Plain; failures?: { property: string; reason: string }[] }>;
  diff?(
    id: string,
    olds: Plain,
    news: Plain,
  ): Promise<{ changes?: boolean; replaces?: string[]; deleteBeforeReplace?: boolean }>;
  create(inputs: Plain): Promise<{ id: string; outs?: Plain }>;
  update?(id: string, olds: Plain, news: Plain): Promise<{ outs?: Plain }>;
  delete?(id: string, props: Plain): Promise<void>;
}

/** Properties with their secrets open. */
type Plain = Record<string, unknown>;

/** Under `pulumi` a dynamic resource carries its provider's code as an input. It is kept, and never run here. */
const CODE = "__provider";

/** The registry's entry for certificates, under either of the types that they may have. */
export const certificateEntry = (provider: () => Promise<CertificateProvider>): Entry => ({
  serves: ({ type, custom }) => custom && /^(isthmus:index:|pulumi-nodejs:dynamic\/isthmus:)/.test(type),
  handler: certificateHandler(provider),
});

function certificateHandler(provider: () => Promise<CertificateProvider>): ResourceHandler {
  return {
    keptByRender: true,
    hiddenInputs: [CODE],
    async check({ urn, inputs, old }) {
      if (hasUnknown(inputs)) return inputs;
      const answer = await (await provider()).check?.(plain(old?.inputs ?? {}), plain(inputs));
      const failures = answer?.failures ?? [];
      if (failures.length > 0) {
        throw new ProblemsError(
          failures.map(({ property, reason }) => ({
            code: "certificate.input",
            path: `${urn}, ${property}`,
            message: reason,
          })),
        );
      }
      return answer?.inputs === undefined ? inputs : { ...marked(answer.inputs, inputs), ...code(inputs) };
    },
    diff: (subject, old) => difference(provider, subject, old),
    async create({ inputs, mode }) {
      if (mode === Mode.Preview || hasUnknown(inputs)) return { outputs: inputs };
      const { id, outs } = await (await provider()).create(plain(inputs));
      return { id, outputs: { ...marked(outs ?? {}, inputs), ...code(inputs) } };
    },
    async update({ inputs, mode }, old) {
      const id = old.id ?? "";
      if (mode === Mode.Preview) return { id, outputs: { ...mapValues(old.outputs, () => UNKNOWN), ...inputs } };
      const answer = await (await provider()).update?.(id, plain(old.outputs), plain(inputs));
      return {
        id,
        outputs: { ...marked(answer?.outs ?? plain(old.outputs), { ...old.outputs, ...inputs }), ...code(inputs) },
      };
    },
    async delete(_, old) {
      await (await provider()).delete?.(old.id ?? "", plain(old.outputs));
    },
  };
}

async function difference(
  provider: () => Promise<CertificateProvider>,
  { inputs }: Subject,
  old: ResourceState,
): Promise<Difference> {
  const changes = diffProperties(withoutCode(old.inputs), withoutCode(inputs));
  if (hasUnknown(inputs)) return { changes, replaces: [], deleteBeforeReplace: false };
  const answer = await (await provider()).diff?.(old.id ?? "", plain(old.outputs), plain(inputs));
  if (answer?.changes === false) return { changes: [], replaces: [], deleteBeforeReplace: false };
  const due = answer?.changes === true && changes.length === 0;
  return {
    changes: due ? [{ path: "renewal", kind: "update", after: "due" }] : changes,
    replaces: answer?.replaces ?? [],
    deleteBeforeReplace: answer?.deleteBeforeReplace ?? false,
  };
}

/** Outputs come back plain; those that go in as a secret come out as one. */
const marked = (outputs: Plain, inputs: Properties): Properties =>
  mapValues(outputs as Properties, (value, key) => (inputs[key] instanceof Secret ? new Secret(value) : value));

const plain = (properties: Properties): Plain => revealed(withoutCode(properties)) as Plain;

const withoutCode = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => key !== CODE));

const code = (inputs: Properties): Record<string, Value> =>
  inputs[CODE] === undefined ? {} : { [CODE]: inputs[CODE] };
