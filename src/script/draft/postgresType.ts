/** A type as Postgres's format_type writes it, taken apart. */
export type PostgresType = {
  /** Without schema, length and brackets, in lower case where it is written without quotes: `numeric`, `mood`. */
  name: string;
  array: boolean;
  /** How often the brackets stand: Postgres writes them once, however deep its arrays are, unless domains are between. */
  dimensions: number;
};

/** `numeric(10,2)[]` → `numeric`, an array; `extensions.vector(3)` → `vector`; `timestamp(3) with time zone` too. */
export function postgresType(written: string): PostgresType {
  const [brackets] = /(?:\[\d*\])*$/.exec(written) ?? [""];
  const element = written.slice(0, written.length - brackets.length);
  const dimensions = brackets.split("[").length - 1;
  const name = element
    .replace(/\([^()]*\)(?=[^"]*$)/g, "")
    .replace(/^(?:"(?:[^"]|"")*"|[^".]+)\.(?=.)/, "")
    .replace(/\s+/g, " ")
    .trim();
  return { name: unquoted(ALIASES.get(name) ?? name), array: dimensions > 0, dimensions };
}

const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;

/** Names that a catalogue other than Postgres's own may use. */
const ALIASES = new Map([
  ...[
    ["int2", "smallint"],
    ["int4", "integer"],
    ["int", "integer"],
    ["int8", "bigint"],
    ["float4", "real"],
    ["float8", "double precision"],
    ["float", "double precision"],
    ["bool", "boolean"],
    ["decimal", "numeric"],
    ["timestamptz", "timestamp with time zone"],
    ["timestamp", "timestamp without time zone"],
  ],
] as [string, string][]);
