import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { ref } from "../../src/mapping/refs.ts";
import { bytes } from "../../src/mapping/scalarBuilders.ts";
import { STAND_IN } from "../../src/shared/legacyId.ts";
import { MappedTarget } from "./mappedTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  files: defineTable({ legacyId, digest: v.bytes() })
    .index("by_legacy_id", ["legacyId"])
    .index("by_digest", ["digest"]),
  uses: defineTable({ legacyId, fileId: v.id("files") }).index("by_legacy_id", ["legacyId"]),
});

test("refs by a natural key of bytes -> each finds its own parent", async () => {
  const target = new MappedTarget(schema, {
    tables: {
      files: { from: "files" },
      uses: {
        from: "uses",
        fields: { fileId: ref("files", { by: { digest: bytes("digest") }, index: "by_digest" }) },
      },
    },
  });
  await target.begin();
  const digests = ["\\x0a", "\\x0b"];
  const { ids } = await target.load(
    "files",
    digests.map((digest, at) => ({ id: String(at), digest })),
  );
  await target.load(
    "uses",
    digests.map((digest, at) => ({ id: String(at), digest })),
  );
  expect((await target.documents("uses")).map(({ fileId }) => fileId)).toEqual(ids);
});

test("a natural key that finds nobody + any document of its table as hint -> taken on a dry run alone", async () => {
  const target = new MappedTarget(schema, {
    tables: {
      files: { from: "files" },
      uses: {
        from: "uses",
        fields: { fileId: ref("files", { by: { digest: bytes("digest") }, index: "by_digest" }) },
      },
    },
  });
  await target.begin();
  const { ids } = await target.load("files", [{ id: "1", digest: "\\x0a" }]);
  const rows = [{ id: "1", digest: "\\x0b" }];
  const hints = JSON.stringify({ files: { [STAND_IN]: ids[0] } });
  await expect(target.load("uses", rows, { hints, dryRun: true })).rejects.toMatchObject({
    data: { code: "DRY_RUN", answer: { counts: { inserted: 1, orphans: 0 } }, rejects: [] },
  });
  expect(await target.counted("uses", rows, { hints })).toEqual({ rows: 1, orphans: 1 });
});
