import { type SealingKey, seal, sealingKeyOf, UNSEALABLE } from "../shared/envelope.ts";
import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { SourceRow, SourceTable } from "../source/source.ts";
import { readEncryptionKey } from "./encryptionKey.ts";
import { type PlanSource, withPages } from "./planSource.ts";

/**
 * The source with encrypted columns as envelopes: nothing that comes after it sees what they hold. A row without a key has
 * no place of its own to be encrypted for and is rejected as it is; its encrypted columns are null.
 *
 * @param key MIGRATION_ENCRYPTION_KEY as it was found. It is read when a table first needs it.
 * @throws SetupError from `describe` and every read of a table with encrypted columns, where the key is missing or is none.
 */
export function withEncryption(source: PlanSource, key: string | undefined): PlanSource {
  let ready: Promise<SealingKey> | undefined;
  const sealingKey = (): Promise<SealingKey> => {
    ready ??= sealingKeyOf(readEncryptionKey(key));
    return ready;
  };
  async function* sealed(table: PlanTable, pages: AsyncIterable<SourceRow[]>): AsyncGenerator<SourceRow[]> {
    if (table.encrypted.length === 0) {
      yield* pages;
      return;
    }
    const sealWith = await sealingKey();
    for await (const page of pages) yield await Promise.all(page.map((row) => sealRow(row, table, sealWith)));
  }
  return {
    ...withPages(source, sealed),
    describe: async (table) => {
      if (isEncrypted(table)) await sealingKey();
      return source.describe(table);
    },
  };
}

const isEncrypted = (table: SourceTable | PlanTable): boolean =>
  "encrypted" in table && table.encrypted.length > 0;

async function sealRow(row: SourceRow, table: PlanTable, key: SealingKey): Promise<SourceRow> {
  const parts = keyOfRow(row, table.key);
  const present = table.encrypted.filter(({ column }) => row[column] !== undefined && row[column] !== null);
  const sealed = await Promise.all(
    present.map(async ({ column, field }) => {
      if (parts === undefined) return [column, null] as const;
      const text = plainText(row[column]);
      const place = { table: table.target, field, legacyId: legacyIdOf(parts) };
      return [column, text === undefined ? UNSEALABLE : await seal(key, place, text)] as const;
    }),
  );
  return { ...row, ...Object.fromEntries(sealed) };
}

/** The value as text, or undefined where the text would be another: half of a surrogate pair, or a rounded number. */
function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? value : undefined;
  return typeof value === "number" && !Number.isSafeInteger(value) ? undefined : JSON.stringify(value);
}
