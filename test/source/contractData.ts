const orgs = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const roles = ["owner", 'a "b", c', "guest"];

/** Texts that mean something in SQL, in a URL, in a pattern or in JSON. */
export const WORDS = [
  ...[
    "a",
    "A",
    "b",
    "ä",
    "é",
    "😀",
    "10",
    "9",
    "007",
    "null",
    "true",
    "NaN",
    " ",
    "a b",
    "a,b",
    "a\\,b",
    "a.b",
  ],
  ...[
    'a"b',
    "a'b",
    "a\\b",
    "a(b)",
    "{a,b}",
    "[1]",
    "%",
    "_",
    "*",
    "a:b",
    "a&b=c",
    "line\nbreak",
    "tab\there",
    "--",
  ],
];

const NUMBER_KEYS = [
  -9007199254740993n,
  -1n,
  0n,
  ...Array.from({ length: 20 }, (_, at) => BigInt(at + 2)),
  2n ** 62n,
];

export const NUMBERS = NUMBER_KEYS.map((id, at) => ({
  id: `${id}`,
  total: at === 4 ? null : `${id}.${at % 10}0`,
  word: WORDS[at] ?? null,
}));

export const MEMBERS = orgs.flatMap((org, o) =>
  WORDS.slice(0, 8 + o).map((word, at) => ({
    org,
    person: `${word}, ${at}`,
    role: roles[(o + at) % 3] ?? "",
  })),
);

/** Rows that share a key, and rows without one. */
export const LOOSE = [
  ...Array.from({ length: 12 }, (_, at) => ({ k: `${Math.floor(at / 3)}`, v: `v${at}` })),
  ...["without", "without as well"].map((v) => ({ k: null, v })),
  // Rows that nothing tells apart.
  ...[1, 2].map(() => ({ k: "9", v: "twin" })),
];

const literal = (value: string | null): string =>
  value === null ? "null" : `'${value.replaceAll("'", "''")}'`;
const valuesOf = (rows: readonly Readonly<Record<string, string | null>>[]): string =>
  rows.map((row) => `(${Object.values(row).map(literal).join(", ")})`).join(",\n");

export const CONTRACT_SQL = `
  create table public.numbers (id int8 primary key, total numeric, word text);
  insert into public.numbers values ${valuesOf(NUMBERS)};
  create table public.words (id text primary key);
  insert into public.words values ${valuesOf(WORDS.map((id) => ({ id })))};
  create table public.members (org uuid, person text, role text, primary key (org, person));
  insert into public.members values ${valuesOf(MEMBERS)};
  create table public.loose (k int, v text);
  insert into public.loose values ${valuesOf(LOOSE)};
  create table public.kinds (id int primary key, document json, word jsonb, nothing jsonb, flag boolean, day date,
    owner uuid, small smallint);
  insert into public.kinds values (1, '{"a": [1, null, "x"],  "b c": {}}', '"null"', null, true, '2024-02-29',
    '0b7f5a8e-0000-4000-8000-000000000001', 7);
  create table public.nothing (id int primary key, "a b" text);
  create schema other;
  create table other.things (id int primary key, "Na""me" text, "a b, c" int);
  insert into other.things values (1, 'one', 1), (2, null, 2);
`;
