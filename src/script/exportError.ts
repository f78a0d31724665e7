/** An export that cannot begin or go on, with the way out. No table in the folder is half written. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly table: string | undefined;

  constructor(message: string, options: { table?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.table = options.table;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);
const REFUSED = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EISDIR", "ENAMETOOLONG"]);

/** What the file system refuses, in words; any other error as it is. */
export function folderRefused(directory: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (FULL.has(code)) {
    return new ExportError(
      `The disk of ${directory} is full. Free some space, or name a folder elsewhere with --out, and pack the files ` +
        "with --gzip. Then repeat the export.",
      { cause: error },
    );
  }
  if (REFUSED.has(code)) {
    return new ExportError(
      `${directory} cannot be written to (${code}). Name a folder that you may write to: --out <dir>`,
      { cause: error },
    );
  }
  return error;
}
