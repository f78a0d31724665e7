import type { Value } from "convex/values";
import { type DocumentName, documentsNamedIn, withNames } from "../../shared/documentId.ts";
import type { PlanIsolation } from "../../shared/plan.ts";
import type { WalkedDocument } from "../../shared/verification.ts";
import type { MigrationIo } from "../migrationIo.ts";

/** A query and its user with the ids of the documents that they name, or which of these is not one document. */
export type Named = { ok: true; entry: PlanIsolation } | { ok: false; detail: string };

/** Puts ids in place of documents that are named by their rows. */
export async function withDocumentIds(
  io: Pick<MigrationIo, "deployment" | "module">,
  entry: PlanIsolation,
): Promise<Named> {
  const given = { args: entry.args, identity: JSON.parse(entry.identity) as unknown };
  const ids = new Map<string, string>();
  for (const [table, named] of Map.groupBy(documentsNamedIn(given), (document) => document.table)) {
    const legacyIds = [...new Set(named.map(({ legacyId }) => legacyId))];
    const call = { table, ids: [], legacyIds };
    const found = await io.deployment.call<WalkedDocument[]>(`${io.module}:legacyIds`, call);
    for (const legacyId of legacyIds) {
      const [document, another] = found.filter((each) => each.legacyId === legacyId);
      if (document === undefined || another !== undefined) {
        const documents = document === undefined ? "no document" : "several documents";
        return {
          ok: false,
          detail: `${table} ${legacyId} has ${documents}. Name a row in documentId() that has one`,
        };
      }
      ids.set(keyOf({ table, legacyId }), document.documentId);
    }
  }
  const resolved = withNames(given, (document) => ids.get(keyOf(document)) ?? "") as typeof given;
  const args = resolved.args as Record<string, Value>;
  return { ok: true, entry: { ...entry, args, identity: JSON.stringify(resolved.identity) } };
}

const keyOf = ({ table, legacyId }: DocumentName): string => JSON.stringify([table, legacyId]);
