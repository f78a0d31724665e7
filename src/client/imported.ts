import { decodeId } from "../shared/convexId.ts";
import { idKeyOf } from "../shared/idKey.ts";

/** Whether a document came by an import: its id is the one that `pack` computes from the key of its row. */
export function isImported(table: string, legacyId: string, documentId: string): boolean {
  const key = decodeId(documentId)?.key;
  const computed = idKeyOf(table, legacyId);
  return key?.every((byte, at) => byte === computed[at]) ?? false;
}
