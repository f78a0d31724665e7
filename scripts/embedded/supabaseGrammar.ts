/**
 * PostgREST's grammar for what a GET of a table says, as its documentation gives it, turned into SQL over a table `t`.
 *
 * What is not in it (embedded tables, paths into json, aggregates) ends in a SyntaxError.
 *
 * @see https://docs.postgrest.org/en/stable/references/api/tables_views.html
 */
export type ReadSql = { select: string; where: string; orderBy: string; limit: number; offset: number };

/** @param maxRows The limit where the request names none, or a greater one. */
export function readSql(parameters: URLSearchParams, maxRows: number): ReadSql {
  const read: ReadSql = { select: "*", where: "", orderBy: "", limit: maxRows, offset: 0 };
  const conditions: string[] = [];
  for (const [name, text] of parameters) {
    if (name === "select") read.select = selection(text);
    else if (name === "order") read.orderBy = `order by ${ordering(text)}`;
    else if (name === "limit") read.limit = Math.min(wholeNumber(text), maxRows);
    else if (name === "offset") read.offset = wholeNumber(text);
    else if (name === "or" || name === "and") conditions.push(whole(`${name}${text}`, expression));
    else if (!OF_WRITES.has(name)) conditions.push(parameter(name, text));
  }
  if (conditions.length > 0) read.where = `where ${conditions.join(" and ")}`;
  return read;
}

/** What only writes look at; a read passes over them. */
const OF_WRITES = new Set(["columns", "on_conflict"]);

export const identifier = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** `alias:name::cast,…` */
function selection(text: string): string {
  return whole(text, (reader) => listOf(reader, selected).join(", "));
}

function selected(reader: Reader): string {
  if (reader.skip("*")) return "t.*";
  const first = name(reader);
  const alias = !reader.at("::") && reader.skip(":") ? first : undefined;
  const column = alias === undefined ? first : name(reader);
  const value = `t.${identifier(column)}`;
  const cast = reader.skip("::") ? `cast(${value} as ${reader.take(/\w+/y)})` : value;
  return `${cast} as ${identifier(alias ?? column)}`;
}

/** `name.asc,…`, over the columns themselves. */
function ordering(text: string): string {
  return whole(text, (reader) => listOf(reader, ordered).join(", "));
}

function ordered(reader: Reader): string {
  const column = `t.${identifier(name(reader))}`;
  const direction = reader.skip(".desc") ? "desc" : reader.skip(".asc") ? "asc" : "";
  const nulls = reader.skip(".nullsfirst") ? "nulls first" : reader.skip(".nullslast") ? "nulls last" : "";
  return `${column} ${direction} ${nulls}`.trim();
}

/** `operator.value` of a parameter of its own: all after the operator is the value. */
function parameter(column: string, text: string): string {
  const [, negated, operator = "", value = ""] = /^(not\.)?([a-z]+)\.(.*)$/s.exec(text) ?? [];
  const condition = comparison(whole(column, name), operator, value);
  return negated === undefined ? condition : `not (${condition})`;
}

function expression(reader: Reader): string {
  for (const operator of ["and", "or"]) {
    if (!reader.skip(`${operator}(`)) continue;
    const parts = listOf(reader, expression);
    reader.expect(")");
    return `(${parts.join(` ${operator} `)})`;
  }
  const column = name(reader);
  reader.expect(".");
  const negated = reader.skip("not.");
  const operator = reader.take(/[a-z]+/y);
  reader.expect(".");
  const condition = comparison(column, operator, operandOf(reader, operator));
  return negated ? `not (${condition})` : condition;
}

function operandOf(reader: Reader, operator: string): string {
  if (operator === "in") return reader.take(/\((?:"(?:[^"\\]|\\.)*"|[^)"])*\)/sy);
  return reader.at('"') ? quoted(reader) : reader.take(/[^,)]*/y);
}

const OPERATORS = new Map([
  ["eq", "="],
  ["neq", "<>"],
  ["gt", ">"],
  ["gte", ">="],
  ["lt", "<"],
  ["lte", "<="],
]);
const STATES = new Set(["null", "true", "false", "unknown"]);

function comparison(column: string, operator: string, value: string): string {
  const target = `t.${identifier(column)}`;
  if (operator === "is" && STATES.has(value)) return `${target} is ${value}`;
  if (operator === "in") return `${target} = any(${literal(arrayText(listed(value)))})`;
  const sql = OPERATORS.get(operator);
  if (sql === undefined) throw new SyntaxError(`unknown operator ${operator}`);
  return `${target} ${sql} ${literal(value)}`;
}

/** The elements of `(a,"b")`. */
function listed(text: string): string[] {
  return whole(text, (reader) => {
    reader.expect("(");
    if (reader.skip(")")) return [];
    const elements = listOf(reader, (at) => (at.at('"') ? quoted(at) : at.take(/[^,)]*/y)));
    reader.expect(")");
    return elements;
  });
}

const arrayText = (elements: readonly string[]): string =>
  `{${elements.map((element) => `"${element.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const name = (reader: Reader): string =>
  reader.at('"') ? quoted(reader) : reader.take(/[\p{L}\d_$ ]+(?:-[\p{L}\d_$ ]+)*/uy);

const quoted = (reader: Reader): string =>
  reader
    .take(/"(?:[^"\\]|\\.)*"/sy)
    .slice(1, -1)
    .replace(/\\(.)/gs, "$1");

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new SyntaxError(`${text} is not a whole number`);
  return Number(text);
}

function listOf<T>(reader: Reader, element: (reader: Reader) => T): T[] {
  const elements = [element(reader)];
  while (reader.skip(",")) elements.push(element(reader));
  return elements;
}

function whole<T>(text: string, read: (reader: Reader) => T): T {
  const reader = new Reader(text);
  const result = read(reader);
  reader.end();
  return result;
}

class Reader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  at(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  skip(expected: string): boolean {
    if (!this.at(expected)) return false;
    this.position += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.skip(expected))
      throw new SyntaxError(`expected ${expected} at ${this.position} of ${this.text}`);
  }

  /** @param pattern Sticky. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) throw new SyntaxError(`expected ${pattern} at ${this.position} of ${this.text}`);
    this.position += found.length;
    return found;
  }

  end(): void {
    if (this.position !== this.text.length)
      throw new SyntaxError(`unexpected rest at ${this.position} of ${this.text}`);
  }
}
