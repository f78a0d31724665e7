import { expect, test } from "vitest";
import { draftMigration } from "../../src/script/draft/draft.ts";
import { catalogue, columnOf, table } from "./draftCatalogue.ts";

/** What ends a string, a comment or a line, and what shows text in another order than it has. */
const BREAKS = [
  '"',
  "'",
  "`",
  "\\",
  "*/",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "${",
  "\u202e",
  "\u2066",
  "\u200f",
];
const HOSTILE = BREAKS.map((each) => `x${each}); PWNED(); //`);

/** A table whose every name, label and comment is hostile. */
const tableOf = (text: string) =>
  table(
    `t${text}`,
    {
      id: columnOf("id", "uuid", { comment: text }),
      [`c${text}`]: columnOf("", "text", { comment: text }),
      of_type: columnOf("of_type", `public."${text.replaceAll('"', '""')}"`, { comment: text }),
      labelled: columnOf("labelled", "public.mood", { enumValues: [text, `${text}2`] }),
      made: columnOf("made", "public.pair", { fields: [columnOf(`f${text}`, "text")] }),
      [`s${text}`]: columnOf("", "tsvector"),
    },
    { comment: text },
  );

const STRING_OR_COMMENT = /\/\/[^\n\r\u2028\u2029]*|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'/g;

test.each(HOSTILE)(
  "a catalogue that says %j everywhere -> nothing of it is code, and all is shown as it is",
  (text) => {
    const hidden = table(`h${text}`, { id: "uuid" }, { key: [] });
    const { files } = draftMigration(catalogue(tableOf(text), hidden));
    for (const draft of [files.schema, files.migrations]) {
      expect(draft).toContain("PWNED");
      expect(draft.replace(STRING_OR_COMMENT, "")).not.toMatch(/PWNED\(\)|[`$\\]/);
      expect(draft).not.toMatch(/[\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/);
    }
  },
);
