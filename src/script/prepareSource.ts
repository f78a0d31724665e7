import type { Source } from "../source/source.ts";
import { withEncryption } from "./encryptedSource.ts";
import { withJoins } from "./joinedSource.ts";
import type { PlanSource } from "./planSource.ts";

/**
 * The source as the pipeline reads it: rows joined, then encrypted, for a joined column may be encrypted too.
 *
 * @param encryptionKey MIGRATION_ENCRYPTION_KEY, read only where the plan has encrypted columns.
 */
export const prepareSource = (source: Source, encryptionKey: string | undefined): PlanSource =>
  withEncryption(withJoins(source), encryptionKey);
