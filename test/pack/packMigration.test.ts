import { existsSync } from "node:fs";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { SetupError } from "../../src/script/errors.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { packMigration } from "../../src/pack/packMigration.ts";
import { schemaOf } from "../mapping/declared.ts";
import { tablesInMemory } from "../script/tablesInMemory.ts";
import { how, newZip } from "./packed.ts";
import { NOW, packedDocuments } from "./packedTables.ts";

describe("packMigration", () => {
  test("rows that are rejected, doubled, skipped or without a key -> counted, and in no ZIP", async () => {
    const { documents, packed } = await packedDocuments({
      fields: { items: { size: v.number() } },
      rows: {
        items: [
          { id: "1", size: 1 },
          { id: "1", size: 2 },
          { id: "2", size: "x" },
          { id: null, size: 3 },
        ] as never,
      },
    });
    expect(documents.items).toEqual([{ legacyId: "1", size: 1 }]);
    expect(packed.tables[0]).toMatchObject({
      counts: { rows: 4, inserted: 1, rejected: 3, orphans: 0, skipped: 0 },
      notes: [{ code: "KEY_DUPLICATED" }, { code: "BAD_NUMBER" }, { code: "KEY_MISSING" }],
    });
  });

  test("a table without documents -> in no ZIP, so that an import does not empty it", async () => {
    const fields = { empty: {}, full: {} };
    const { documents, packed } = await packedDocuments({ fields, rows: { empty: [], full: [{ id: "1" }] } });
    expect({ tables: Object.keys(documents), zip: packed.replace?.tables }).toEqual({
      tables: ["full"],
      zip: [{ target: "full", documents: 1 }],
    });
  });

  test("no document at all -> no ZIP", async () => {
    const out = newZip();
    const { packed } = await packedDocuments({ fields: { empty: {} }, rows: { empty: [] } }, { out });
    expect({ replace: packed.replace, append: packed.append, there: existsSync(out) }).toEqual({
      ...{ replace: undefined, append: undefined, there: false },
    });
  });

  test("rows may adopt documents, and there is no deployment to ask -> refused before a row is read", async () => {
    const mapping = createMapping(schemaOf({ users: { email: v.string() } }), {
      users: { from: "users", match: { field: "email", index: "by_legacy_id" } },
    } as never);
    const source = tablesInMemory({ users: [{ id: "1", email: "a@example.com" }] });
    const io = {
      source,
      target: undefined,
      report: () => {},
      signal: new AbortController().signal,
      now: () => NOW,
    };
    const packing = packMigration(io, { mapping, plan: planOf(mapping) }, how());
    await expect(packing).rejects.toThrow(SetupError);
    await expect(packing).rejects.toThrow("users: its documents are in the deployment already");
    expect(source.asked).toEqual([]);
  });

  test("a table that the source lacks -> refused as by run", async () => {
    const packing = packedDocuments({ fields: { items: {} }, rows: {} });
    await expect(packing).rejects.toThrow("items: the source has no such table.");
  });

  test("stopped before the first row -> no ZIP", async () => {
    const out = newZip();
    const mapping = createMapping(schemaOf({ items: {} }), { items: { from: "items" } });
    const io = {
      source: tablesInMemory({ items: [{ id: "1" }] }),
      target: undefined,
      report: () => {},
      now: () => NOW,
    };
    const packing = packMigration(
      { ...io, signal: AbortSignal.abort() },
      { mapping, plan: planOf(mapping) },
      how({ out }),
    );
    await expect(packing).rejects.toThrow("Interrupted.");
    expect(existsSync(out)).toBe(false);
  });
});
