import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { FullProgress } from "../script/full/progress.ts";
import { ReportDirError, writeWhole } from "./reportFile.ts";

/** Often enough that little is compared again, and seldom enough that writing takes no time to speak of. */
const MS_BETWEEN_WRITES = 1000;

/** A verification that came to no end, and whose progress is kept: `cause` has what stopped it. */
export class UnfinishedVerification extends Error {
  override readonly name = "UnfinishedVerification";
}

/** How far a full verification is, in the report's folder until that ends. */
export class VerifyProgressFile {
  readonly #path: string;
  readonly #now: () => number;
  #waiting: FullProgress | undefined;
  #isKept = false;
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(dir: string, now: () => number) {
    this.#path = join(dir, "verify-progress.json");
    this.#now = now;
  }

  /** null where there is none. @throws ReportDirError where it cannot be read */
  async read(): Promise<FullProgress | null> {
    try {
      const progress = vProgress.parse(JSON.parse(await readFile(this.#path, "utf8")));
      this.#isKept = true;
      return progress;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      const message = `${this.#path} cannot be read as the progress of a verification. Verify anew: npx supabase-to-convex verify --full`;
      throw new ReportDirError(message, { cause });
    }
  }

  /**
   * Keeps the progress while the work lasts. The file stays where the work fails, and goes when it ends.
   *
   * @throws UnfinishedVerification where the work failed and there is progress to go on from
   */
  async during<T>(work: (keep: (progress: FullProgress) => Promise<void>) => Promise<T>): Promise<T> {
    try {
      const result = await work((progress) => this.#keep(progress));
      await rm(this.#path, { force: true });
      return result;
    } catch (cause) {
      await this.#write();
      if (!this.#isKept) throw cause;
      throw new UnfinishedVerification("The verification came to no end.", { cause });
    }
  }

  async #keep(progress: FullProgress): Promise<void> {
    this.#waiting = progress;
    this.#isKept = true;
    if (this.#now() - this.#writtenAtMs >= MS_BETWEEN_WRITES) await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#waiting === undefined) return;
    const text = JSON.stringify(this.#waiting, withoutValues);
    this.#waiting = undefined;
    await writeWhole(this.#path, text);
    this.#writtenAtMs = this.#now();
  }
}

/** With --show-values differences come with values of rows, which are not left lying about. */
const withoutValues = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || !("reason" in value && "kind" in value)) return value;
  const { expected: _expected, actual: _actual, ...difference } = value as Record<string, unknown>;
  return difference;
};

const vCount = z.number().int().nonnegative();
const vKind = z.enum([
  ...(["missing", "doubled", "extra", "value", "whiteSpace"] as const),
  ...(["timePrecision", "ref", "tenant", "unfit"] as const),
]);
const vDifference = z.object({
  ...{ key: z.string(), field: z.string(), kind: vKind, reason: z.string() },
  documentId: z.string().exactOptional(),
});
const vCheck = z.object({
  ...{ name: z.string(), table: z.string(), ok: z.boolean(), expected: z.string(), actual: z.string() },
  ...{ subject: z.string().exactOptional(), detail: z.string().exactOptional() },
});
const vCounts = z.object({
  ...{ rows: z.number(), inserted: z.number(), matched: z.number(), merged: z.number() },
  ...{ skipped: z.number(), rejected: z.number(), orphans: z.number() },
});
const vVerified = z.object({
  ...{ counts: vCounts, unmigrated: vCount, unresolved: vCount },
  ...{ checks: z.array(vCheck), differences: z.array(vDifference) },
  skippedFor: z.array(z.object({ reason: z.string(), rows: z.number() })),
  compared: z.object({ rows: vCount, differences: vCount, notFromThisMigration: vCount }).exactOptional(),
});
const vTally = z.object({
  ...{ rows: vCount, documents: z.number(), found: vCount },
  fates: z.object({
    ...{ equal: vCount, differs: vCount, unfit: vCount, kept: vCount },
    ...{ noted: vCount, skipped: vCount, leftOver: vCount, missing: vCount },
  }),
  sums: z.array(z.object({ field: z.string(), expected: z.string(), actual: z.string() })),
  suspects: z.array(z.object({ key: z.string(), start: z.string().nullable() })),
  differences: z.array(vDifference),
});
const vMark = z.object({
  batch: z.string().nullable(),
  passesEndedAt: z.string().nullable(),
  planHash: z.string(),
});
const vProgress = z.object({
  format: z.literal(1),
  identity: z.object({
    ...{ runId: z.string(), planHash: z.string(), rules: z.string() },
    mark: vMark.nullable(),
  }),
  tables: z.record(z.string(), vVerified),
  current: z
    .object({
      ...{ table: z.string(), keyOrder: z.enum(["database", "script"]) },
      position: z.object({ after: z.string().nullable(), start: z.string().nullable() }),
      tally: vTally,
    })
    .exactOptional(),
});
