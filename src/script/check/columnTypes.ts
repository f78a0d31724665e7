import { sourceName } from "../../shared/plan.ts";
import type { CatalogueColumn, CatalogueTable } from "../../source/catalogue.ts";
import { verdictOn } from "./converterRules.ts";
import type { Finding } from "./finding.ts";
import type { Reader, SourceReads } from "./sourceReads.ts";
import { suggestion } from "./suggestion.ts";
import { type SourceType, sourceTypeOf } from "./typeFamily.ts";

/** Reads a time as UTC, and nobody said so: a timestamp() that the mapping names was thought of. */
const TIME_UNNAMED = /\bnumberOrTime\b/;

/**
 * Columns whose type their converter does not take, or takes in part.
 *
 * @param isEmpty No row of the table would be read: then none can be rejected.
 */
export function typeFindings(reads: SourceReads, table: CatalogueTable, isEmpty: boolean): Finding[] {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return reads.readers.flatMap((reader) =>
    reader.columns.flatMap(({ name, readAs }) => {
      const column = columns.get(name);
      if (column === undefined) return [];
      return readAs.flatMap((converter) => findingsFor(reads, reader, column, converter, isEmpty));
    }),
  );
}

function findingsFor(
  { source }: SourceReads,
  reader: Reader,
  column: CatalogueColumn,
  converter: string,
  isEmpty: boolean,
): Finding[] {
  const at = sourceName(source);
  const type = sourceTypeOf(column);
  const place = { table: at, field: column.name };
  const found = `${at}.${column.name}: it is ${column.type}, and ${reader.name} reads it ${how(converter)}`;
  const better = suggestion(converter, column, inReader(reader, column.name));
  switch (verdictOn(converter, type)) {
    case "none":
      return [
        {
          ...{ severity: isEmpty ? "warning" : "error", code: "TYPE_REFUSED", ...place },
          message: `${found}, which takes no value of that type: every row that has one there would be rejected.`,
          fix: `${better}.`,
        },
      ];
    case "some":
      return [
        {
          ...{ severity: "warning", code: "TYPE_DOUBTFUL", ...place },
          message: `${found}, which takes some values of that type: rows with others would be rejected.`,
          fix: `${better}. To see first whether rows have others: npx supabase-to-convex check --scan`,
        },
      ];
    case "fits":
    case "unknown":
      return TIME_UNNAMED.test(converter) && isWithoutZone(type)
        ? [
            {
              ...{ severity: "info", code: "TIME_WITHOUT_ZONE", ...place },
              message: `${at}.${column.name}: it is ${column.type}, and its times are read as UTC.`,
              fix: `Nothing to do if they are UTC. Else name another zone with timestamp("${inReader(reader, column.name)}", { zone: "Europe/Berlin" }).`,
            },
          ]
        : [];
  }
}

function how(converter: string): string {
  // Nobody has written it: it is how a field of v.number() is filled that the mapping does not name.
  if (converter === "numberOrTime") return "as a number or a time";
  return `with ${converter.includes("(") ? converter : `${converter}()`}`;
}

const inReader = ({ join }: Reader, column: string): string =>
  join === undefined ? column : `${join.name}.${column}`;

const isWithoutZone = ({ family, element }: SourceType): boolean =>
  family === "timestamp" || element?.family === "timestamp";
