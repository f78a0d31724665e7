/** What to do about a reject, an orphan or an unresolved ref, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  BAD_ARRAY: "map the column with the type it has at the source; this one is not an array.",
  BAD_BOOLEAN: "map the column with the type it has at the source, such as text().",
  BAD_BYTES: "map the column with text(), or read it in a session whose bytea_output is hex, the default.",
  BAD_DATE: "correct the date at the source, or map the column with text().",
  BAD_DECIMAL: "correct the number at the source, or map the column with text().",
  BAD_GEOJSON: "map the column with json() or text(): it is not GeoJSON.",
  BAD_HSTORE: "map the column with text(): it is not an hstore.",
  BAD_INET: "map the column with text(): it is not an address.",
  BAD_INTEGER: "correct the number at the source, or map the column with decimal() or text().",
  BAD_INTERVAL:
    "give the field v.string() in the schema, or read it in a session whose intervalstyle is postgres, the default.",
  BAD_JSON: "map the column with text(), or give the field v.string() in the schema.",
  BAD_KEY:
    'rename the key at the source, or let json("…", { keys: "escape" }) do it, or store the column as JSON text: v.string().',
  BAD_MONEY:
    'say how many digits the currency has after the point, money("…", { digits: … }), or map the column with text().',
  BAD_NUMBER:
    "map the column with the converter of its type, such as timestamp(), or correct it at the source.",
  BAD_OBJECT: "map the column with json() or text(); a value of a composite type is mapped with composite().",
  BAD_RANGE: "map the column with text(): it is not a range with two bounds.",
  BAD_TEXT: "mend the text at the source: half of a surrogate pair is no character.",
  BAD_TIME: "correct the time at the source, or map the column with text().",
  BAD_TIMESTAMP: "correct the timestamp at the source, or map the column with text().",
  BAD_UUID: "map the column with text(): it is not a uuid.",
  BINARY_GEOMETRY:
    "let a view or a generated column at the source cast it: st_asgeojson(…)::jsonb, or …::geometry for geography; and name the column in one field alone.",
  CALENDAR_INTERVAL: "give the field v.string() in the schema, which keeps the text of the interval.",
  CHANGED_IN_CONVEX:
    'make row and document equal, or let one side win: sync: { conflict: "keep" } keeps the document, "take" takes the row.',
  COMPUTED_THREW: "let the function of computed() take this row too: it threw.",
  DELETED_IN_CONVEX:
    'delete the row at the source too, or let it be inserted again: sync: { conflict: "take" }, then sync or run --new.',
  DOCUMENT_AMBIGUOUS: "delete the documents that carry the same legacy id until one is left.",
  FIELD_MISSING: "fill it in at the source, or make the field optional in the schema: v.optional(…).",
  FIELD_UNKNOWN: "add the field to the schema, or store the column as JSON text: v.string().",
  INFINITE_TIME:
    'say what infinity is to become: timestamp("…", { infinity: "absent" }) with an optional field.',
  INTEGER_TOO_LARGE: "give the field v.string() in the schema: no 64-bit integer holds the number.",
  JOIN_SEVERAL:
    "leave one joined row for this row at the source, or join on columns that tell the rows apart: join: { … on: […] }.",
  KEY_DUPLICATED: 'name a key in the mapping that is unique at the source: key: ["…"].',
  KEY_MISSING: 'fill in the key at the source, or name one in the mapping that every row has: key: ["…"].',
  KEY_UNKNOWN:
    'map the key too, or leave it behind: object({ … }, "…", { ignore: ["…"] }), or all others with rest: "ignore".',
  NESTED_ARRAY: "map the elements with array(), json() or object(): they are no single values.",
  NOT_ENCRYPTABLE:
    "mend the text at the source (half of a surrogate pair is no character), or read a number with text().",
  NOT_ENCRYPTED: "load it with this script: it encrypts the column, and what comes in plain is not stored.",
  MATCH_AMBIGUOUS:
    'leave one document with this natural key, or say what such rows become: match: { … several: "skip" }.',
  MATCH_MISSING:
    'make the document that it should adopt, or let the row be one: match: { … none: "insert" }.',
  NOT_EXACT: "give the field v.int64() or v.string() in the schema, which keep every digit.",
  NOT_SENT: 'make the row smaller at the source, or leave its largest column behind: ignore: ["…"].',
  NULL_ELEMENT: "let the array's elements be null in the schema: v.array(v.union(v.null(), …)).",
  NUMBER_TOO_LARGE: "give the field v.string() in the schema: no double holds the number.",
  PARENT_AMBIGUOUS: "delete the documents that carry the same legacy id until one is left.",
  PARENT_MISSING:
    "bring the parent back at the source, or see why it was rejected itself; else delete the row there. Where it is there " +
    "and its key is only spelled otherwise (1.0 and 1, A and a in citext), give both columns one spelling. Where lookups " +
    "find the parent, make the document that it stands for, then: run --new.",
  STILL_NEEDED:
    'correct or delete the rows at the source that refer to it, or let the mapping leave the ref out (an optional field, orphan: "null"), then sync --delete.',
  TOO_DEEP: "give the field v.string() in the schema, which keeps the JSON text, or nest less at the source.",
  TOO_LARGE: 'move the large column to file storage, or leave it behind: ignore: ["…"].',
  TOO_LONG: "give the field v.string() in the schema, which keeps the JSON text, or shorten the array.",
  TOO_MANY_KEYS: "give the field v.string() in the schema, which keeps the JSON text.",
  TOO_PRECISE: 'round at the source, or give cents() more digits: cents("…", { digits: … }).',
  VALUE_MISSING:
    "fill it in at the source, give it a default in the mapping, or make the field optional in the schema.",
  WRITE_REFUSED: "hold the row against the schema field by field: Convex refused what the mapping let pass.",
  WRONG_TYPE: "map the column with the converter for the field's type, or change the field in the schema.",
};

/** Every code has advice; a newer deployment may have codes that this script does not know. */
export const adviceFor = (code: string): string =>
  ADVICE[code] ?? "correct the row at the source, or change the mapping of its field.";

export const ADVISED_CODES: readonly string[] = Object.keys(ADVICE);
