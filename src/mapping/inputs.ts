import { convertColumn } from "./convertColumn.ts";
import { type Converted, converted, type Misfit, misfit } from "./converted.ts";
import { ANY } from "./shape.ts";
import type { MappedComputed, MappedInput, MappedSkip } from "./table.ts";

type Row = Readonly<Record<string, unknown>>;

/** The value that `computed()` makes of a row. */
export function computeValue({ inputs, spec, shape }: MappedComputed, row: Row): Converted {
  const made = call(inputs, row, "computed()", spec.compute);
  if (!made.ok) return made;
  return made.value === undefined && !shape.optional
    ? misfit("VALUE_MISSING", "a value", undefined)
    : converted(made.value);
}

/** Whether a row is to be skipped. */
export const holds = (skip: MappedSkip, row: Row): { ok: true; value: boolean } | Misfit =>
  call(skip.inputs, row, "when()", skip.holds);

function call<Made>(
  inputs: readonly MappedInput[],
  row: Row,
  name: string,
  compute: (values: Record<string, unknown>) => Made,
): { ok: true; value: Made } | Misfit {
  const values: Record<string, unknown> = {};
  for (const input of inputs) {
    const result = convertColumn(row[input.column], input, ANY);
    if (!result.ok) return result;
    values[input.name] = result.value ?? null;
  }
  try {
    return { ok: true, value: compute(values) };
  } catch (error) {
    // The error's message may hold the row's values; its name does not.
    const thrown = error instanceof Error ? error.name : "an exception";
    return { ok: false, code: "COMPUTED_THREW", reason: `expected a value of ${name}, found ${thrown}` };
  }
}
