import { snakeCase } from "../../shared/casing.ts";
import type { CatalogueColumn } from "../../source/catalogue.ts";
import { type Code, call, list, object, quoted } from "./code.ts";
import type { Topic, ValueRule } from "./columnRule.ts";
import type { ColumnUse } from "./columnUse.ts";
import { commentLine, oneLine } from "./comment.ts";
import { indexesOf, type TableIndex } from "./indexes.ts";
import type { Link } from "./links.ts";
import type { SelectedTable } from "./selection.ts";

/** A field of the drafted schema, and the line of the mapping that fills it. */
export type DraftField = {
  name: string;
  /** The column's comment at the source, as a line of code. */
  comment: string | undefined;
  /** What is to be known about the field, in a few words. */
  note: string | undefined;
  validator: Code;
  /** Nothing where the field is filled without being named. */
  mapping: Code | undefined;
};

/** One table of the drafts. */
export type DraftTable = {
  target: string;
  source: SelectedTable;
  comment: string | undefined;
  fields: readonly DraftField[];
  ignored: readonly { column: string; because: string }[];
  indexes: readonly TableIndex[];
  /** Refs for which Convex takes no more indexes. */
  withoutIndex: readonly string[];
  /** The refs that wait for a pass. */
  waiting: readonly string[];
  topics: ReadonlySet<Topic>;
};

/** What is known of all tables before one of them is drafted. */
export type Plot = {
  links: readonly Link[];
  deferred: ReadonlySet<Link>;
  targetOf: (table: SelectedTable) => string;
  useOf: (table: SelectedTable, column: CatalogueColumn) => ColumnUse;
  /** The field of a column that is no ref, or of a ref. */
  fieldOf: (table: SelectedTable, of: CatalogueColumn | Link) => string;
};

export function draftTable(source: SelectedTable, plot: Plot): DraftTable {
  const { table } = source;
  const position = ({ columns }: Link): number => table.columns.findIndex(({ name }) => name === columns[0]);
  const links = plot.links.filter(({ child }) => child === source).sort((a, b) => position(a) - position(b));
  const fields: DraftField[] = [];
  const topics = new Set<Topic>();
  for (const column of table.columns) {
    const link = links.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
    if (link !== undefined) fields.push({ ...refField(link, plot), comment: commentOf(column) });
    else {
      const use = plot.useOf(source, column);
      if (use.kind !== "value") continue;
      for (const topic of use.rule.topics) topics.add(topic);
      fields.push(valueField(plot.fieldOf(source, column), column, use.rule));
    }
  }
  for (const link of links.filter(({ columns }) => columns.length > 1)) fields.push(refField(link, plot));
  const natural = plot.links.filter(({ parent, unique }) => parent === source && unique !== undefined);
  const { indexes, without } = indexesOf(
    natural.map((link) => naturalFields(link, plot)),
    links.map((link) => plot.fieldOf(source, link)),
  );
  return {
    ...{ target: plot.targetOf(source), source, fields, indexes, withoutIndex: without, topics },
    comment: table.comment === null ? undefined : commentLine(table.comment),
    ignored: table.columns.flatMap((column) => {
      const use = plot.useOf(source, column);
      return use.kind === "ignored" ? [{ column: column.name, because: use.because }] : [];
    }),
    waiting: links.filter((link) => plot.deferred.has(link)).map((link) => plot.fieldOf(source, link)),
  };
}

const commentOf = ({ comment }: CatalogueColumn): string | undefined =>
  comment === null ? undefined : commentLine(comment);

function valueField(name: string, column: CatalogueColumn, rule: ValueRule): DraftField {
  return {
    name,
    comment: commentOf(column),
    note: rule.topics.length > 0 ? oneLine(column.type) + (rule.note ?? "") : undefined,
    validator: optionalIf(column.nullable, rule.validator),
    mapping: rule.automatic && snakeCase(name) === column.name ? undefined : rule.converter(column.name),
  };
}

function refField(link: Link, plot: Plot): DraftField {
  const name = plot.fieldOf(link.child, link);
  const target = plot.targetOf(link.parent);
  const deferred = plot.deferred.has(link);
  return {
    name,
    comment: undefined,
    note: deferred && link.required ? `never NULL in Postgres, but absent until its pass has run` : undefined,
    validator: optionalIf(deferred || !link.required, call("v.id", quoted(target))),
    mapping: refMapping(name, target, link, plot),
  };
}

function refMapping(name: string, target: string, link: Link, plot: Plot): Code | undefined {
  const { columns, unique } = link;
  const [only = "", ...more] = columns;
  if (unique !== undefined) {
    const by = naturalFields(link, plot).map((field, at) => [field, naturalColumn(link, at, plot)] as const);
    const index = naturalIndex(link, plot);
    return call("ref", quoted(target), object(["by", object(...by)], ["index", quoted(index)]));
  }
  if (more.length > 0) return call("ref", quoted(target), list(...columns.map(quoted)));
  return snakeCase(name) === only ? undefined : call("ref", quoted(target), quoted(only));
}

/** The parent's fields that a natural key is made of. */
const naturalFields = ({ parent, unique = [] }: Link, plot: Plot): string[] =>
  unique.map((name) => plot.fieldOf(parent, columnNamed(parent, name)));

/** The child's column, converted as the parent's is. */
function naturalColumn({ parent, unique = [], columns }: Link, at: number, plot: Plot): Code {
  const use = plot.useOf(parent, columnNamed(parent, unique[at] ?? ""));
  const column = columns[at] ?? "";
  return use.kind === "value" ? use.rule.converter(column) : call("text", quoted(column));
}

const naturalIndex = (link: Link, plot: Plot): string => {
  const fields = naturalFields(link, plot).join();
  const all = plot.links.filter(({ parent, unique }) => parent === link.parent && unique !== undefined);
  const { indexes } = indexesOf(
    all.map((each) => naturalFields(each, plot)),
    [],
  );
  return indexes.find((index) => index.fields.join() === fields)?.name ?? "";
};

function columnNamed({ table }: SelectedTable, name: string): CatalogueColumn {
  const column = table.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`${table.schema}.${table.table} has no column ${name}`);
  return column;
}

const optionalIf = (optional: boolean, validator: Code): Code =>
  optional ? call("v.optional", validator) : validator;
