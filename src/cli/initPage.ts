import type { Draft } from "../script/draft/draft.ts";
import { passesOf } from "../script/draft/migrationsText.ts";
import { columns, counted, printable } from "../shared/words.ts";
import type { FilePlan } from "./draftFiles.ts";

/** What `init --json` prints. */
export type InitReport = {
  format: 1;
  files: { path: string; written: boolean }[];
  tables: {
    source: string;
    target: string;
    key: readonly string[];
    fields: number;
    /** Columns that are left behind. */
    ignored: readonly string[];
  }[];
  /** The passes that `migrations.ts` exports. */
  passes: string[];
  renames: Draft["renames"];
  leftOut: { source: string; because: string }[];
  /** Foreign keys that keep the source's key. */
  withoutRef: { source: string; columns: readonly string[]; because: string }[];
  /** Columns of times that hold infinity: the field then holds Infinity. */
  infinite: Draft["infinite"];
  /** Refs that are never NULL at the source and optional in the draft, because a pass resolves them. */
  madeOptional: Draft["madeOptional"];
  /** Refs for which there was no room for an index. */
  withoutIndex: { table: string; field: string }[];
  /** What the source cannot tell of its tables, and which other one can. */
  untold: string | null;
  ownSchema: FilePlan["ownSchema"] | null;
  ownConfig: FilePlan["ownConfig"] | null;
  next: string;
  /** The commands after that. */
  afterwards: string[];
};

export const initReport = (
  draft: Draft,
  plan: FilePlan,
  rest: Pick<InitReport, "untold" | "next" | "afterwards">,
): InitReport => ({
  format: 1,
  files: plan.files.map(({ path, found }) => ({ path, written: found !== "the same" })),
  tables: draft.tables.map(({ source, target, fields, ignored }) => ({
    ...{ source: source.from, target, key: source.key, fields: fields.length },
    ignored: ignored.map(({ column }) => column),
  })),
  passes: passesOf(draft.tables),
  renames: draft.renames,
  leftOut: draft.leftOut.map(({ from, because }) => ({ source: from, because })),
  withoutRef: draft.unlinked.map(({ from, ...rest }) => ({ source: from, ...rest })),
  infinite: draft.infinite,
  madeOptional: draft.madeOptional,
  withoutIndex: draft.tables.flatMap(({ target, withoutIndex }) =>
    withoutIndex.map((field) => ({ table: target, field })),
  ),
  ownSchema: plan.ownSchema ?? null,
  ownConfig: plan.ownConfig ?? null,
  ...rest,
});

/** The report for a person. */
export function initPage(report: InitReport): string[] {
  const fields = report.tables.reduce((sum, table) => sum + table.fields, 0);
  const ignored = report.tables.flatMap(({ source, ignored }) =>
    ignored.map((column) => `${source}.${column}`),
  );
  const asked = report.leftOut.filter(({ because }) => !because.startsWith("Supabase keeps"));
  const sections = [
    columns(
      report.files.map(({ path, written }) => [path, written ? "written" : "is there already, the same"]),
      [],
    ),
    section(
      "Other names in Convex:",
      report.renames.map(({ from, to, because }) => [from, `→ ${to}`, because]),
    ),
    section(
      "Not migrated:",
      asked.map(({ source, because }) => [source, because]),
    ),
    section(
      'Columns left behind, in "ignore":',
      ignored.map((column) => [column]),
    ),
    section(
      "Foreign keys that stay what they are, no ids:",
      report.withoutRef.map(({ source, columns, because }) => [`${source}.${columns.join(", ")}`, because]),
    ),
    section(
      "Times that hold infinity, for which the field holds JavaScript's Infinity:",
      report.infinite.map((column) => [column]),
    ),
    section(
      "Optional although never NULL, because a pass resolves them:",
      report.madeOptional.map(({ table, field }) => [`${table}.${field}`]),
    ),
    section(
      "Refs without an index, because Convex takes 32 for a table:",
      report.withoutIndex.map(({ table, field }) => [`${table}.${field}`]),
    ),
    report.untold === null ? [] : [report.untold],
    schemaLines(report),
    configLines(report),
  ];
  return [
    ...sections.flatMap((lines) => (lines.length === 0 ? [] : [...lines, ""])),
    `Drafted ${counted(report.tables.length, "table")} with ${counted(fields, "field")}` +
      `${report.passes.length === 0 ? "" : ` and ${counted(report.passes.length, "pass", "passes")}`}.`,
    `Next: ${report.next}`,
    ...report.afterwards.map((command) => `Then: ${command}`),
  ];
}

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [
        title,
        ...columns(
          rows.map((row) => row.map(printable)),
          [],
        ).map((line) => `  ${line}`),
      ];

function schemaLines({ ownSchema }: InitReport): string[] {
  if (!ownSchema) return [];
  const { path, draft, tablesInBoth } = ownSchema;
  return [
    `${path} is your own, so the draft is ${draft}, which Convex does not push by itself. Take its tables in:`,
    '  import supabase from "./schema.supabase";',
    "  export default defineSchema({ ...supabase.tables, /* and your own tables */ });",
    ...(tablesInBoth.length === 0
      ? []
      : [`Both have ${tablesInBoth.join(", ")}: put the fields and indexes of the draft into your own.`]),
  ];
}

function configLines({ ownConfig }: InitReport): string[] {
  if (!ownConfig || ownConfig.lines.length === 0) return [];
  return [`${ownConfig.path} is your own. It lacks:`, ...ownConfig.lines.map((line) => `  ${line}`)];
}
