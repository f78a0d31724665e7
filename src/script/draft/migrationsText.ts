import { passNameOf } from "../../shared/casing.ts";
import { FUNCTION_NAMES } from "../../shared/functionNames.ts";
import { type Code, list, object, quoted } from "./code.ts";
import { bindings, pad, property, WIDTH, widthOf } from "./layout.ts";
import { DRAFT_MARK } from "./schemaText.ts";
import type { LeftOut } from "./selection.ts";
import type { DraftTable } from "./tableDraft.ts";

/** The passes that the drafted tables need. */
export const passesOf = (tables: readonly DraftTable[]): string[] =>
  tables.filter(({ waiting }) => waiting.length > 0).map(({ target }) => passNameOf(target));

/** `convex/migrations.ts` for the drafted tables, in load order. */
export function migrationsText(tables: readonly DraftTable[], leftOut: readonly LeftOut[]): string {
  const passes = passesOf(tables);
  return [
    bindings("import", importsOf(tables), "from", quoted("supabase-to-convex")),
    'import { components } from "./_generated/api";',
    'import schema from "./schema";',
    "",
    DRAFT_MARK,
    "// A field that is not named here is read from the column of its name in snake case, as its validator says.",
    "export const migration = new SupabaseMigration(components, {",
    `${pad(2)}schema,`,
    `${pad(2)}tables: {`,
    ...tables.map(tableText),
    `${pad(2)}},`,
    ...notMigratedText(leftOut),
    "});",
    "",
    bindings("export const", FUNCTION_NAMES, "=", "migration.functions()"),
    ...(passes.length > 0 ? [bindings("export const", passes, "=", "migration.passes()")] : []),
    "",
  ].join("\n");
}

function tableText({ target, source, fields, ignored }: DraftTable): string {
  const named = fields.flatMap(({ name, mapping }) =>
    mapping === undefined ? [] : [[name, mapping] as const],
  );
  const [only = "", ...more] = source.key;
  const key: readonly (readonly [string, Code])[] =
    more.length > 0
      ? [["key", list(...source.key.map(quoted))]]
      : only === "id"
        ? []
        : [["key", quoted(only)]];
  const head = [["from", quoted(source.from)] as const, ...key];
  const line = property(target, object(...head), 4);
  if (named.length === 0 && ignored.length === 0 && widthOf(line) <= WIDTH) return line;
  return [
    `${pad(4)}${target}: {`,
    ...head.map(([name, value]) => property(name, value, 6)),
    ...(named.length > 0
      ? [`${pad(6)}fields: {`, ...named.map(([name, value]) => property(name, value, 8)), `${pad(6)}},`]
      : []),
    ...ignoredText(ignored),
    `${pad(4)}},`,
  ].join("\n");
}

function ignoredText(ignored: DraftTable["ignored"]): string[] {
  if (ignored.length === 0) return [];
  const reasons = [...new Set(ignored.map(({ because }) => because))];
  const columns = list(...ignored.map(({ column }) => quoted(column)));
  return [...reasons.map((reason) => `${pad(6)}// ${reason}`), property("ignore", columns, 6)];
}

function notMigratedText(leftOut: readonly LeftOut[]): string[] {
  const tables = leftOut.filter(({ isTable }) => isTable);
  if (tables.length === 0) return [];
  return [property("notMigrated", list(...tables.map(({ from }) => quoted(from))), 2)];
}

/** The converters that the mapping calls, and the class, in alphabetical order. */
function importsOf(tables: readonly DraftTable[]): string[] {
  const called = tables.flatMap(({ fields }) => fields.flatMap(({ mapping }) => callees(mapping)));
  return [...new Set(["SupabaseMigration", ...called])].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
}

function callees(code: Code | undefined): string[] {
  if (code === undefined || typeof code === "string") return [];
  if ("callee" in code) return [code.callee, ...code.args.flatMap(callees)];
  return ("items" in code ? code.items : code.props.map(([, value]) => value)).flatMap(callees);
}
