import type { JsonlFile } from "./jsonlFolder.ts";

/** A text of JSON as Postgres's own cast to text spells the same value. */
export type Spelling = (text: string) => string;

/** The columns of a table that row_to_json spells otherwise than a cast to text, by name. */
export type Spellings = ReadonlyMap<string, Spelling>;

/**
 * The columns whose types the manifest tells, and whose text in JSON is not that of a cast. Keys are made of the latter, so
 * that a row from a folder is found by the legacy id that it has from Postgres. Without a manifest nothing is known.
 */
export function spellingsOf({ listed }: Pick<JsonlFile, "listed">): Spellings {
  const columns = listed?.definition.columns ?? [];
  return new Map(
    columns.flatMap(({ name, type }) => {
      const spelling = SPELLINGS.find(([pattern]) => pattern.test(type))?.[1];
      return spelling === undefined ? [] : [[name, spelling] as const];
    }),
  );
}

/** By types as format_type writes them. */
const SPELLINGS: readonly (readonly [RegExp, Spelling])[] = [
  // 2024-01-31T12:00:00.5+00:00, for 2024-01-31 12:00:00.5+00; minutes of an offset are left out where they are none.
  [
    /^timestamp(?:\(\d\))? with(?:out)? time zone$/,
    (text) => text.replace("T", " ").replace(/([+-]\d\d):00(?= BC$|$)/, "$1"),
  ],
  // Padding means nothing to Postgres, which drops it on the way to text.
  [/^(?:character(?:\(\d+\))?|bpchar)$/, (text) => text.replace(/ +$/, "")],
  [/^inet$/, (text) => (text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`)],
];
