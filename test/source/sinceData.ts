/** A column's values in ascending order, and those that have no place in it. */
type Ordered = { ascending: readonly string[]; always: readonly (string | null)[] };

export const TIMES = [
  "0044-03-15 00:00:00 BC",
  "0099-01-01 00:00:00",
  "1883-11-18 12:03:58",
  "2024-01-31 11:59:59.999999",
  "2024-01-31 12:00:00",
  "2024-01-31 12:00:00.000001",
  "2024-01-31 12:00:00.00001",
  "2024-01-31 12:00:00.1",
  "2024-01-31 12:00:00.12",
  "2024-01-31 12:00:01",
  "2024-02-01 00:00:00",
  "9999-12-31 23:59:59.999999",
];
const INFINITE = [null, "infinity", "-infinity"];

export const COLUMNS = {
  zoned: { ascending: TIMES, always: INFINITE },
  local: { ascending: TIMES, always: INFINITE },
  day: {
    ascending: ["0044-03-15 BC", "1999-12-31", "2024-02-29", "2024-03-01", "20000-01-01"],
    always: INFINITE,
  },
  version: {
    ascending: [
      ...["-9223372036854775808", "-10", "-9", "0", "9", "10"],
      ...["9007199254740992", "9007199254740993", "9223372036854775807"],
    ],
    always: [null],
  },
} as const satisfies Record<string, Ordered>;

export type ColumnName = keyof typeof COLUMNS;
export const NAMES = Object.keys(COLUMNS) as ColumnName[];
/** The last value that does not lie ahead. */
export const LATEST: Record<ColumnName, string> = {
  zoned: "2024-02-01 00:00:00+00",
  local: "2024-02-01 00:00:00",
  day: "2024-03-01",
  version: "9223372036854775807",
};

const valuesOf = (name: ColumnName): readonly (string | null)[] => [
  ...COLUMNS[name].ascending,
  ...COLUMNS[name].always,
];

/** Every value of every column in some row, keys that several rows share, and rows without a key. */
export const ROWS = Array.from({ length: 40 }, (_, at) => ({
  org: `${at % 3}`,
  no: at % 11 === 10 ? null : `${(at * 7) % 20}`,
  id: `${at}`,
  ...Object.fromEntries(
    NAMES.map((name) => [name, valuesOf(name)[(at * 7 + 3) % valuesOf(name).length] ?? null]),
  ),
})) as (Record<ColumnName, string | null> & { org: string; no: string | null; id: string })[];

export const MANY = 450;
const literal = (value: string | null): string => (value === null ? "null" : `'${value}'`);

export const SINCE_SQL = `
  create table public.changes (org int, no int, id int, zoned timestamptz, local timestamp, day date, version int8, note text);
  insert into public.changes values ${ROWS.map((row) => `(${Object.values(row).map(literal).join(", ")}, 'n')`).join(",\n")};
  create table public.unchanged (id int primary key, zoned timestamptz, day date, version int8);
  insert into public.unchanged values (1, null, 'infinity', null), (2, 'infinity', '-infinity', null), (3, '9999-12-31', null, null);
  create table public.untouched (id int primary key, zoned timestamptz, day date, version int8);
  create table public.many (org uuid, no int, word text, primary key (org, no));
  insert into public.many select md5((n % 3)::text)::uuid, n, 'w' || n from generate_series(1, ${MANY}) n;
`;

/** The rows from the value at this place on, by the lists alone. */
export const rowsFrom = (name: ColumnName, place: number): typeof ROWS =>
  ROWS.filter((row) => {
    const own = (COLUMNS[name].ascending as readonly (string | null)[]).indexOf(row[name]);
    return own === -1 || own >= place;
  });

/** A value in the forms in which the sources write it. */
export function formsOf(name: ColumnName, value: string): string[] {
  if (name === "version" || name === "day") return [value];
  const [, day = "", time = "", era = ""] = /^(\S+) (\S+)( BC)?$/.exec(value) ?? [];
  const zones = name === "zoned" ? ["+00", "+00:00"] : [""];
  return zones.flatMap((zone) => [`${day} ${time}${zone}${era}`, `${day}T${time}${zone}${era}`]);
}
