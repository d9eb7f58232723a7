import { changeSummary, type Diagnostic, type Outcome, type PropertyChange, type Step } from "../engine/index.js";

/** The result of a run for machines, near Pulumi's PreviewDigest. Secrets print as `[secret]`. */
export function digest(outcome: Outcome, diagnostics: Diagnostic[]): object {
  const { verdict, steps, problems, failures, programErrors, connectivity, outputs } = outcome;
  return {
    engine: "isthmus",
    result: verdict,
    steps: steps.map(stepDigest),
    diagnostics: [
      ...diagnostics,
      ...failures.map(({ urn, message }) => ({ severity: "error", message, ...(urn === "" ? {} : { urn }) })),
      ...programErrors.map(({ message, frames }) => ({ severity: "error", message, frames })),
    ],
    problems,
    connectivity: { added: connectivity.added, removed: connectivity.removed, changed: connectivity.changed },
    outputs,
    changeSummary: changeSummary(steps),
  };
}

function stepDigest({ op, urn, type, parent, provider, changes, replaces, inputs, note }: Step): object {
  return {
    op,
    urn,
    type,
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
    newState: { urn, type, inputs },
    ...(changes.length === 0 ? {} : { diffReasons: changes.map(({ path }) => path) }),
    ...(replaces.length === 0 ? {} : { replaceReasons: replaces }),
    ...(changes.length === 0
      ? {}
      : { detailedDiff: Object.fromEntries(changes.map((change) => [change.path, detail(change)])) }),
    ...(note === undefined ? {} : { note }),
  };
}

const detail = ({ kind, before, after, replace, by }: PropertyChange): object => ({
  kind: replace === true ? `${kind}-replace` : kind,
  inputDiff: true,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
  ...(by === undefined ? {} : { by }),
});
