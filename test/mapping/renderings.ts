import { isDeepStrictEqual } from "node:util";
import { v } from "convex/values";
import fc from "fast-check";
import { startSupabase } from "../../scripts/embedded/supabase.ts";
import type { Column } from "../../src/mapping/column.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import type { MappedTable } from "../../src/mapping/table.ts";
import type { PlanColumn } from "../../src/shared/plan.ts";
import { sourceRow } from "../../src/source/jsonlValues.ts";
import { selectionOf } from "../../src/source/postgrestNames.ts";
import { freshDatabase } from "../postgres/database.ts";
import { itemsTable } from "./mappedTable.ts";
import type { SomeValidator } from "./outcome.ts";

/** A type of Postgres and the field that its values go into. */
export type TypeCase = {
  type: string;
  column: Column<never>;
  field: SomeValidator;
  /** SQL over a value `c` of the type: what the server itself says of it, as text. */
  says: string;
  /** What the field holds, or the code of the reject, by what the server says. */
  becomes: (said: string) => unknown;
};

/** The same, with values of the type in Postgres's own text. */
export type ValueCase = TypeCase & { values: fc.Arbitrary<string> };

export type Outcome = { value: unknown } | { code: string };
export type Difference = { given: string | null; source: string; outcome: Outcome; expected: Outcome };

/** Values as the three sources send them, from a Postgres server and from the embedded Supabase. */
export type Renderings = {
  /** @returns What is not as expected: the value, the source that sends it, what it becomes, and what it should. */
  differences: (typeCase: TypeCase, values: readonly (string | null)[]) => Promise<Difference[]>;
  stop: () => Promise<void>;
};

/** @param setup SQL that makes the types; it runs on both servers. */
export async function openRenderings(setup: string): Promise<Renderings> {
  // Half an hour off UTC, so that no zone can be forgotten.
  const inKolkata = `do $$ begin execute format('alter database %I set timezone to ''Asia/Kolkata''', current_database()); end $$;`;
  const database = await freshDatabase([inKolkata, setup]);
  const supabase = await startSupabase({ sql: setup });
  let tables = 0;

  const postgresRows = async ({ type, column }: TypeCase, values: readonly (string | null)[]) => {
    const cast = column.spec.cast === null ? "" : "::text";
    const rows = await database.query<{ sent: string; file: string }>(
      `select (select row_to_json(r)::text from (select c${cast} as c) r) as sent,
              (select row_to_json(r)::text from (select c) r) as file
         from (select n, x::${type} as c from unnest($1::text[]) with ordinality u(x, n)) v order by n`,
      [values],
    );
    return {
      Postgres: rows.map(({ sent }) => JSON.parse(sent) as object),
      // Of a folder without manifest, whose columns have no types.
      JSONL: rows.map(({ file }) => sourceRow(file, [planColumn(column)], new Map())),
    };
  };

  const restRows = async ({ type, column }: TypeCase, values: readonly (string | null)[]) => {
    tables += 1;
    const table = `t${tables}`;
    await supabase.db.exec(
      `create table ${table} (id int primary key, c ${type}); grant select on ${table} to service_role`,
    );
    await supabase.db.query(
      `insert into ${table} select n, x::${type} from unnest($1::text[]) with ordinality u(x, n)`,
      [values],
    );
    const { select } = selectionOf([planColumn(column)], []);
    const url = `${supabase.url}/rest/v1/${table}?select=${encodeURIComponent(select)}&order=id`;
    const answer = await fetch(url, { headers: { apikey: supabase.serviceRoleKey } });
    return (await answer.json()) as object[];
  };

  const expectedOf = async ({ type, says, becomes }: TypeCase, values: readonly (string | null)[]) => {
    const rows = await database.query<{ said: string | null }>(
      `select case when x is not null then (${says})::text end as said
         from (select n, x, x::${type} as c from unnest($1::text[]) with ordinality u(x, n)) v order by n`,
      [values],
    );
    return rows.map(({ said }): Outcome => {
      const value = said === null ? null : becomes(said);
      return value instanceof Refused ? { code: value.code } : { value };
    });
  };

  return {
    differences: async (typeCase, values) => {
      const table = itemsTable(
        { c: v.optional(typeCase.field) },
        { fields: { c: typeCase.column as Column } },
      );
      const expected = await expectedOf(typeCase, values);
      const sent = { ...(await postgresRows(typeCase, values)), PostgREST: await restRows(typeCase, values) };
      return Object.entries(sent).flatMap(([source, rows]) =>
        values.flatMap((given, at): Difference[] => {
          const pair = {
            outcome: outcomeOf(table, rows[at] ?? {}),
            expected: expected[at] ?? { code: "NO_ROW" },
          };
          return isDeepStrictEqual(pair.outcome, pair.expected) ? [] : [{ given, source, ...pair }];
        }),
      );
    },
    stop: async () => {
      await Promise.all([database.stop(), supabase.stop()]);
    },
  };
}

export const titleOf = ({ type, column, field }: TypeCase): string =>
  `${type} by ${column.spec.builder}() in v.${field.kind}()`;

/** Values enough for one query, among them some NULLs. */
export const batchOf = (values: fc.Arbitrary<string>): fc.Arbitrary<(string | null)[]> =>
  fc.array(fc.option(values, { freq: 20 }), { minLength: 60, maxLength: 80 });

/** Stands for a reject where a value is expected. */
export class Refused {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

const planColumn = ({ spec }: Column<never>): PlanColumn => ({
  name: "c",
  cast: spec.cast,
  optional: false,
  readAs: [spec.builder],
  requiredBy: [],
  literals: null,
});

function outcomeOf(table: MappedTable, row: object): Outcome {
  const result = mapRow(table, JSON.stringify({ id: "1", ...row }));
  if (result.kind === "reject") return { code: result.reject.code };
  return { value: result.kind === "document" ? (result.document.c ?? null) : result.kind };
}
