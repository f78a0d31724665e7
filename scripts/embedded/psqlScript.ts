import type { PGlite } from "@supabase/lite/pglite";

const COPY_BLOCK =
  /^(COPY\s[^;]+?\sFROM\s)stdin(\s*(?:WITH\b[^;]*)?);[^\n]*\n((?:(?!\\\.\r?$)[^\n]*\n)*)\\\.\r?$/gim;
// PGlite reads what COPY copies from this file, given with the statement.
const BLOB = "'/dev/blob'";

// Literals, quoted names and comments come first, so that what looks like a meta line inside of them is left alone.
const TOKENS = [
  String.raw`\bE'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'`,
  "'[^']*(?:''[^']*)*'",
  '"[^"]*(?:""[^"]*)*"',
  String.raw`\$(?<tag>[A-Za-z_]\w*|)\$[^]*?\$\k<tag>\$`,
  String.raw`--[^\n]*`,
  String.raw`/\*[^]*?\*/`,
  String.raw`^(?<psql>\\[a-z!?]+.*|[^\S\n]*(?:DROP|CREATE)\s+DATABASE\b[^;\n]*;?[^\S\n]*)$`,
];
const TOKEN = new RegExp(TOKENS.join("|"), "gim");

/**
 * The SQL of a script written for psql, without what only psql or a whole server understands: meta lines such as
 * `\c chinook`, and statements that drop or create the database itself. Line numbers stay as they are.
 */
export const withoutPsqlLines = (script: string): string =>
  script.replace(TOKEN, (token, ...rest) => {
    const { psql } = rest.at(-1) as { psql: string | undefined };
    return psql === undefined ? token : "";
  });

/** Runs a script such as pg_dump writes it, with the rows of `COPY … FROM stdin` in its text. */
export async function runScript(db: PGlite, script: string): Promise<void> {
  let from = 0;
  for (const block of script.matchAll(COPY_BLOCK)) {
    const [whole, copy = "", options = "", rows = ""] = block;
    await db.exec(withoutPsqlLines(script.slice(from, block.index)));
    await db.query(`${copy}${BLOB}${options}`, [], { blob: new Blob([rows]) });
    from = block.index + whole.length;
  }
  await db.exec(withoutPsqlLines(script.slice(from)));
  // pg_dump empties the search path of the session, which outlives the script here.
  await db.exec("RESET search_path");
}
