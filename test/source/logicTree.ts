/** PostgREST's grammar for names and logic expressions, as its documentation gives it, turned into SQL. */
export function logicTreeToSql(text: string): string {
  const reader = new Reader(text);
  const sql = expression(reader);
  reader.end();
  return sql;
}

/** `alias:name::cast,…` as a list for SELECT. */
export function selectToSql(text: string): string {
  if (text === "*") return "*";
  const reader = new Reader(text);
  const terms: string[] = [];
  do terms.push(selected(reader));
  while (reader.skip(","));
  reader.end();
  return terms.join(", ");
}

/** `name.asc,…` as a list for ORDER BY, over the columns themselves. */
export function orderToSql(text: string): string {
  const reader = new Reader(text);
  const terms: string[] = [];
  do {
    terms.push(`t.${identifier(name(reader))}`);
    reader.expect(".asc");
  } while (reader.skip(","));
  reader.end();
  return terms.join(", ");
}

/** `operator.value` of a parameter of its own: all after the operator is the value. */
export function parameterToSql(column: string, text: string): string {
  const [operator = "", ...value] = text.split(".");
  return comparison(name(new Reader(column)), operator, value.join("."));
}

function expression(reader: Reader): string {
  for (const operator of ["and", "or"]) {
    if (!reader.skip(`${operator}(`)) continue;
    const parts: string[] = [];
    do parts.push(expression(reader));
    while (reader.skip(","));
    reader.expect(")");
    return `(${parts.join(` ${operator} `)})`;
  }
  const column = name(reader);
  reader.expect(".");
  if (reader.skip("is.null")) return `t.${identifier(column)} is null`;
  if (reader.skip("not.is.null")) return `t.${identifier(column)} is not null`;
  const operator = reader.take(/[a-z]+/y);
  reader.expect(".");
  return comparison(column, operator, reader.at('"') ? quoted(reader) : reader.take(/[^,)]*/y));
}

function selected(reader: Reader): string {
  const first = name(reader);
  const alias = !reader.at("::") && reader.skip(":") ? first : undefined;
  const column = alias === undefined ? first : name(reader);
  const value = `t.${identifier(column)}`;
  const cast = reader.skip("::") ? `cast(${value} as ${reader.take(/\w+/y)})` : value;
  return `${cast} as ${identifier(alias ?? column)}`;
}

const name = (reader: Reader): string =>
  reader.at('"') ? quoted(reader) : reader.take(/[\p{L}\d_$ ]+(?:-[\p{L}\d_$ ]+)*/uy);

const quoted = (reader: Reader): string =>
  reader
    .take(/"(?:[^"\\]|\\.)*"/sy)
    .slice(1, -1)
    .replace(/\\(.)/gs, "$1");

const OPERATORS = new Map([
  ["eq", "="],
  ["gt", ">"],
  ["gte", ">="],
  ["lt", "<"],
  ["lte", "<="],
]);

function comparison(column: string, operator: string, value: string): string {
  const sql = OPERATORS.get(operator);
  if (sql === undefined) throw new SyntaxError(`unknown operator ${operator}`);
  return `t.${identifier(column)} ${sql} '${value.replaceAll("'", "''")}'`;
}

export const identifier = (text: string): string => `"${text.replaceAll('"', '""')}"`;

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
