/**
 * The SQL of a script written for psql, without what only psql or a whole server understands: meta lines such as
 * `\c chinook`, and statements that drop or create the database itself. Line numbers stay as they are.
 */
export const withoutPsqlLines = (script: string): string =>
  script.replace(/^(?:\\[a-z!?]+.*|\s*(?:DROP|CREATE)\s+DATABASE\b[^;\n]*;?[^\S\n]*)$/gim, "");
