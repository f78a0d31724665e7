import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../../scripts/embedded/supabase.ts";
import type { Report } from "../../../src/script/report.ts";
import { packAndImport } from "../../pack/packed.ts";
import { migrate, startWorld, type World } from "../../pipeline/world.ts";

const SQL_FILE = new URL("../../../../shared/data/chinook.sql", import.meta.url);
const present = existsSync(SQL_FILE);
if (!present) console.log("Skipped: chinook.sql is not beside this checkout (../shared/data/chinook.sql).");

/** Source table → target, its key, and its foreign keys: column → field and parent. */
const TABLES: Record<string, { target: string; key: string[]; refs?: Record<string, string> }> = {
  artist: { target: "artists", key: ["artist_id"] },
  genre: { target: "genres", key: ["genre_id"] },
  media_type: { target: "mediaTypes", key: ["media_type_id"] },
  playlist: { target: "playlists", key: ["playlist_id"] },
  album: { target: "albums", key: ["album_id"], refs: { artist_id: "artistId" } },
  track: {
    target: "tracks",
    key: ["track_id"],
    refs: { album_id: "albumId", media_type_id: "mediaTypeId", genre_id: "genreId" },
  },
  playlist_track: {
    target: "playlistTracks",
    key: ["playlist_id", "track_id"],
    refs: { playlist_id: "playlistId", track_id: "trackId" },
  },
  employee: { target: "employees", key: ["employee_id"], refs: { reports_to: "reportsTo" } },
  customer: { target: "customers", key: ["customer_id"], refs: { support_rep_id: "supportRepId" } },
  invoice: { target: "invoices", key: ["invoice_id"], refs: { customer_id: "customerId" } },
  invoice_line: {
    target: "invoiceLines",
    key: ["invoice_line_id"],
    refs: { invoice_id: "invoiceId", track_id: "trackId" },
  },
};

const camel = (column: string): string =>
  column.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
const cents = (text: string): number => Number(text.replace(".", ""));
/** What a column's text becomes, by its name; the columns that are not here stay text. */
const VALUES: Record<string, [field: string, (text: string) => unknown]> = {
  unit_price: ["unitPriceCents", cents],
  total: ["totalCents", (text) => BigInt(text.replace(".", ""))],
  bytes: ["bytes", BigInt],
  milliseconds: ["milliseconds", Number],
  quantity: ["quantity", Number],
  invoice_date: ["invoiceDate", (text) => Date.parse(`${text.replace(" ", "T")}Z`)],
  birth_date: ["birthDate", (text) => Date.parse(`${text.replace(" ", "T")}Z`)],
  hire_date: ["hireDate", (text) => Date.parse(`${text.replace(" ", "T")}Z`)],
};

const APP = fileURLToPath(new URL("app", import.meta.url));

/** The two lanes; of the second every row is compared, whatever its report says. */
const LANES: Record<string, (world: World) => Promise<Report>> = {
  run: (world) => migrate(world.io()),
  pack: async (world) => (await packAndImport(world.io(), world.convex, APP)).report,
};

let supabase: EmbeddedSupabase;
beforeAll(async () => {
  if (present) supabase = await startSupabase({ sql: readFileSync(SQL_FILE, "utf8") });
});
afterAll(() => supabase?.stop());

describe.skipIf(!present).each(Object.keys(LANES))("Chinook by %s", (lane) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(supabase, APP);
  });
  afterAll(() => world.stop());

  test("all 15,607 rows arrive, each field and each ref as the source has it", {
    timeout: 120_000,
  }, async () => {
    const report = await LANES[lane]?.(world);
    expect(report).toMatchObject({
      ok: true,
      complete: true,
      verification: { ok: true, unmigratedNonOrphans: 0 },
    });
    expect(report?.tables.reduce((sum, { migrated }) => sum + migrated, 0)).toBe(15_607);

    const documents = await allDocuments();
    for (const [source, { target, key, refs = {} }] of Object.entries(TABLES)) {
      const { rows } = await supabase.db.query<Record<string, string | null>>(
        `SELECT ctid::text AS row, (json_each_text(row_to_json(t))).* FROM ${source} AS t`,
      );
      const expected = expectedDocuments(rows as unknown as ColumnText[], key, refs);
      expect(documents.get(target), source).toEqual(expected);
    }
  });

  test("invoice.total adds up to the cent", async () => {
    const { rows } = await supabase.db.query<{ cents: string }>(
      "SELECT (sum(total) * 100)::bigint::text AS cents FROM invoice",
    );
    const total = await world.convex.t.run(async ({ db }) => {
      const invoices = await db.query("invoices").collect();
      return invoices.reduce((sum, { totalCents }) => sum + totalCents, 0n);
    });
    expect(`${total}`).toBe(rows[0]?.cents);
  });

  type ColumnText = { row: string; key: string; value: string | null };

  /** Legacy id → the document, its ids told as the legacy ids that they stand for. */
  async function allDocuments(): Promise<Map<string, Map<string, Record<string, unknown>>>> {
    const stored = await world.convex.t.run(async ({ db }) => {
      const all: Record<string, Record<string, unknown>[]> = {};
      for (const { target } of Object.values(TABLES)) all[target] = await db.query(target).collect();
      return all;
    });
    const legacyIds = new Map(
      Object.values(stored).flatMap((all) => all.map(({ _id, legacyId }) => [_id, legacyId])),
    );
    return new Map(
      Object.values(TABLES).map(({ target, refs = {} }) => {
        const told = (stored[target] ?? []).map((document) => {
          const { _id, _creationTime, legacyId, ...fields } = document;
          for (const field of Object.values(refs)) {
            if (fields[field] !== undefined) fields[field] = legacyIds.get(fields[field]);
          }
          return [legacyId as string, fields] as const;
        });
        return [target, new Map(told)];
      }),
    );
  }

  function expectedDocuments(
    columns: ColumnText[],
    key: string[],
    refs: Record<string, string>,
  ): Map<string, Record<string, unknown>> {
    const rows = Map.groupBy(columns, ({ row }) => row);
    const documents = [...rows.values()].map((row) => {
      const text = new Map(row.map((each) => [each.key, each.value]));
      const fields: Record<string, unknown> = {};
      for (const [column, value] of text) {
        if (value === null || (key.includes(column) && refs[column] === undefined)) continue;
        const [field, convert] = VALUES[column] ?? [refs[column] ?? camel(column), (same: string) => same];
        fields[field] = convert(value);
      }
      return [key.map((column) => text.get(column)).join(","), fields] as const;
    });
    return new Map(documents);
  }
});
