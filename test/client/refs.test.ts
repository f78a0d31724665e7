import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { ref } from "../../src/mapping/refs.ts";
import { bytes } from "../../src/mapping/scalarBuilders.ts";
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
