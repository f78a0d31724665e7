import { z } from "zod";
import type { CatalogueColumn, CatalogueTable } from "./catalogue.ts";

/** Stands beside the tables of an export and says what they have to be. */
export const MANIFEST_FILE = "manifest.json";

const zColumn: z.ZodType<CatalogueColumn> = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  comment: z.string().nullable(),
  enumValues: z.array(z.string()).nullable(),
  get fields() {
    return z.array(zColumn).nullable();
  },
});

const zTable: z.ZodType<CatalogueTable> = z.object({
  schema: z.string(),
  table: z.string(),
  kind: z.enum(["table", "view"]),
  comment: z.string().nullable(),
  columns: z.array(zColumn),
  key: z.array(z.string()),
  unique: z.array(z.array(z.string())),
  foreignKeys: z.array(
    z.object({
      columns: z.array(z.string()),
      schema: z.string(),
      table: z.string(),
      references: z.array(z.string()),
    }),
  ),
});

const zCount = z.number().int().nonnegative();
/** A name in the folder itself: nothing outside of it is read or written. */
const zFile = z.string().regex(/^[^/\\]+\.jsonl(?:\.gz)?$/);
/** ISO 8601. */
const zMoment = z.string();

const zManifestTable = z.object({
  file: zFile,
  rows: zCount,
  /** Length of the file's content in UTF-8, unpacked. */
  bytes: zCount,
  /** Of the file's content, unpacked: the same with and without gzip. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The moment that the rows are read as of, null where the source has no snapshot. */
  snapshotAt: zMoment.nullable(),
  exportedAt: zMoment,
  /** Columns, types and keys, as the source's catalogue has them. */
  definition: zTable,
});

const zManifest = z.object({
  format: z.literal(1),
  /** The version of supabase-to-convex that wrote it. */
  version: z.string(),
  /** `at` is a host, with the database's name where it has one. */
  source: z.object({ kind: z.enum(["postgres", "supabase"]), at: z.string() }),
  /** The snapshot of the export that wrote last. Tables of an earlier one keep their own. */
  snapshotAt: zMoment.nullable(),
  /** Whether no table is pending. An export that is not complete is not read. */
  complete: z.boolean(),
  /** Tables that were asked for and are not all there yet, with the files that they will have. */
  pending: z.array(z.object({ schema: z.string(), table: z.string(), file: zFile })),
  tables: z.array(zManifestTable),
});

export type Manifest = z.infer<typeof zManifest>;
export type ManifestTable = z.infer<typeof zManifestTable>;

/** A manifest, or why the text is none, without any value of it. */
export function parseManifest(
  text: string,
): { ok: true; manifest: Manifest } | { ok: false; reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, reason: "it is not JSON" };
  }
  const parsed = zManifest.safeParse(json);
  if (parsed.success) return { ok: true, manifest: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, reason: `${issue?.path.join(".") || "it"}: ${issue?.message ?? "not as expected"}` };
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
