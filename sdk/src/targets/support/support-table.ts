import { type FieldSupport, type Support, supportOf } from "./field-support.js";
import { type ModelField, modelFields } from "./model-fields.js";
import { allSupports, type MeshTargets } from "./support-problems.js";

/** A field, and what each target does of all that it is made of. */
interface Row {
  label: string;
  supports: Support[];
}

const introduction = `# What each target does

You choose a target for a mesh, or move a mesh to another, and want to know what of your declarations it takes. The table
below is made from what the code itself asks (\`npm run docs:targets\`), and tests hold both to what is emitted.

- **yes** is realised, within the limit that its footnote says.
- **in part** is realised but for what its footnote says; a preview says so as well (\`target.lossy\`).
- **no** is refused before anything is touched, as \`target.unsupported\`, naming the targets that could.

A row stands for all that the field is made of, and \`field=value\` for one value of it. What a system cannot do in one
combination only has a code of its own: see [problems](problems.md).`;

/** The page docs/targets.md. */
export const supportPage = (targets: MeshTargets): string => `${introduction}\n\n${supportTable(targets)}\n`;

/**
 * The table of targets in Markdown: a row for each field, or for the outermost field of which each target says one
 * thing; footnotes say limits, and what is lost.
 */
export function supportTable(targets: MeshTargets): string {
  const columns = allSupports(targets);
  const notes = new Map<string, number>();
  const cell = (support: Support): string => {
    if (typeof support === "boolean") return support ? "yes" : "no";
    const [word, text] = typeof support === "string" ? ["yes", support] : ["in part", `lost: ${support.lost}`];
    const number = notes.get(text) ?? notes.size + 1;
    notes.set(text, number);
    return `${word}[^${number}]`;
  };
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  const sections = modelFields().map((kind) =>
    [
      `## ${kind.field}`,
      "",
      line(["field", ...columns.map(([name]) => name)]),
      line(["---", ...columns.map(() => "---")]),
      ...kind.parts
        .flatMap((part) =>
          rowsOf(
            part,
            columns.map(([, supports]) => supports),
          ),
        )
        .map(({ label, supports }) => line([`\`${label.slice(kind.field.length + 1)}\``, ...supports.map(cell)])),
    ].join("\n"),
  );
  const footnotes = [...notes].map(([text, number]) => `[^${number}]: ${text}.`);
  return [...sections, footnotes.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** One row where no target tells the parts apart, else those of each part. */
function rowsOf(field: ModelField, targets: FieldSupport[]): Row[] {
  const rows = [...placesOf(field)].map(({ label, value, field: name }) => ({
    label,
    supports: targets.map((supports) => supportOf(supports, name, value)),
  }));
  const [first] = rows;
  if (first !== undefined && rows.every(({ supports }) => isAlike(supports, first.supports)))
    return [{ label: field.field, supports: first.supports }];
  return field.parts.length === 0 ? rows : field.parts.flatMap((part) => rowsOf(part, targets));
}

/** Every value below a field that a target could tell apart. */
function* placesOf({ field, parts, values }: ModelField): Iterable<{ field: string; label: string; value?: string }> {
  for (const part of parts) yield* placesOf(part);
  if (parts.length > 0) return;
  for (const value of values) yield { field, label: `${field}=${value}`, value };
  if (values.length === 0) yield { field, label: field };
}

const isAlike = (some: Support[], others: Support[]): boolean => JSON.stringify(some) === JSON.stringify(others);
