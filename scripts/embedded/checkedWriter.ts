import { getDocumentSize, type Value } from "convex/values";
import { addLine } from "./capturedConsole.ts";
import type { AppSchema } from "./loadApp.ts";
import { misfit } from "./validateValue.ts";
import type { ValidatorJson } from "./validatorJson.ts";
import { MAX_DOCUMENT_BYTES, storageProblem } from "./valueLimits.ts";

type Write = (...args: unknown[]) => Promise<unknown>;
/** The three writes of `ctx.db` that carry a value. */
export type Writer = Record<"insert" | "patch" | "replace", Write>;

// A backend warns from four fifths of the limit on.
const LARGE_BYTES = 0.8 * MAX_DOCUMENT_BYTES;

/** `ctx.db` of a mutation that refuses what a backend refuses and convex-test lets pass, in the backend's words. */
export function checkedWriter(db: Writer, schema: AppSchema | null): Writer {
  let warned = false;
  const check = (table: string | null, value: Value): void => {
    const validator = table === null ? null : documentValidator(schema, table);
    const reason = validator === null ? null : misfit(validator, withoutSystemFields(value));
    if (reason !== null) throw new Error(schemaMessage(table, reason));
    const problem = storageProblem(value);
    if (problem !== null) throw new Error(problem);
  };
  const checked: Writer = {
    insert: async (...args) => {
      const [table, value] = args as [string, Value];
      check(table, value);
      const id = await inBackendWords(table, () => db.insert(...args));
      const bytes = getDocumentSize({ ...(value as object), _id: id as string, _creationTime: 0 });
      if (bytes > LARGE_BYTES && !warned) {
        warned = true;
        const text = `Large document written with ID "${id}" (actual: ${bytes} bytes, limit: ${MAX_DOCUMENT_BYTES} bytes).`;
        addLine({ level: "WARN", text });
      }
      return id;
    },
    // The whole document after a patch is convex-test's to check: reading it here would count as a read.
    patch: async (...args) => {
      check(null, args.at(-1) as Value);
      return inBackendWords(tableOf(args), () => db.patch(...args));
    },
    replace: async (...args) => {
      check(tableOf(args), args.at(-1) as Value);
      return inBackendWords(tableOf(args), () => db.replace(...args));
    },
  };
  return Object.assign(Object.create(db) as Writer, checked);
}

/** Of `(id, value)` or `(table, id, value)`. Ids of convex-test end with the table's name, after digits. */
function tableOf(args: unknown[]): string | null {
  const [first] = args as [string];
  if (args.length > 2) return first;
  return /^\d+([^\d].*)$/.exec(first)?.[1] ?? null;
}

export function documentValidator(schema: AppSchema | null, table: string): ValidatorJson | null {
  if (!schema || schema.schemaValidation === false) return null;
  const definition = schema.tables[table] as unknown as
    | { export(): { documentType: ValidatorJson } }
    | undefined;
  return definition?.export().documentType ?? null;
}

async function inBackendWords(table: string | null, write: () => Promise<unknown>): Promise<unknown> {
  try {
    return await write();
  } catch (error) {
    const reason =
      error instanceof Error ? /^Validator error: ([\s\S]*)/.exec(error.message)?.[1] : undefined;
    if (reason !== undefined) throw new Error(schemaMessage(table, reason), { cause: error });
    throw error;
  }
}

const schemaMessage = (table: string | null, reason: string): string =>
  `Failed to insert or update a document in table "${table}" because it does not match the schema: ${reason}`;

function withoutSystemFields(value: Value): Value {
  const { _id, _creationTime, ...fields } = value as Record<string, Value>;
  return fields;
}
