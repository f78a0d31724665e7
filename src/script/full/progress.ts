import type { PlanTable } from "../../shared/plan.ts";
import type { KeyOrder } from "../../shared/run.ts";
import { type Mark, outdatedBy } from "../../shared/verificationRecord.ts";
import { SetupError } from "../errors.ts";
import type { VerifiedTable } from "../verifiedTable.ts";
import { AT_START, type KeyPosition } from "./intervalFinder.ts";
import { newTally, type Tally } from "./tally.ts";

/** How far the comparison of a table's rows is: what they have come to, up to a position. */
export type TablePoint = { position: KeyPosition; tally: Tally };

/** What a verification is of. What has come so far is worth nothing for another one. */
export type Identity = {
  runId: string;
  planHash: string;
  /** What is added up and whose documents are whose: the plan's hash does not tell. */
  rules: string;
  /** What the run held when it began; null where that is about to change. */
  mark: Mark | null;
};

/** How far a full verification is. It holds keys of rows that differ, and no other value of a row. */
export type FullProgress = {
  format: 1;
  identity: Identity;
  /** Those that are done, by target. */
  tables: Record<string, VerifiedTable>;
  current?: { table: string; keyOrder: KeyOrder } & TablePoint;
};

/** Where the progress is written down, for `verify --full --resume`. */
export type Keeper = {
  /** What was kept before, where it is to be gone on with; null where nothing was. */
  resumed?: FullProgress | null;
  keep(progress: FullProgress): Promise<void>;
};

export type TableProgress = { begun: TablePoint; keep(point: TablePoint): Promise<void> };

const AGAIN = "npx supabase-to-convex verify --full";

/** A full verification that can be interrupted and gone on with. */
export class ResumableVerification {
  readonly #keeper: Keeper;
  #progress: FullProgress;

  /** @throws SetupError where it is to be gone on with, and what was kept is of something else. */
  constructor(keeper: Keeper, identity: Identity) {
    this.#keeper = keeper;
    const { resumed } = keeper;
    const obstacle = resumed === undefined ? undefined : whyNot(resumed, identity);
    if (obstacle !== undefined) {
      const message = `There is nothing to resume: ${obstacle}. Verify anew: ${AGAIN}`;
      throw new SetupError([{ message }], { next: AGAIN });
    }
    this.#progress = resumed ?? { format: 1, identity, tables: {} };
  }

  finished({ target }: PlanTable): VerifiedTable | undefined {
    return Object.hasOwn(this.#progress.tables, target) ? this.#progress.tables[target] : undefined;
  }

  /** @throws SetupError where the source has the table in another order than the one it was begun in. */
  of(table: PlanTable, keyOrder: KeyOrder): TableProgress {
    const { target } = table;
    const begun = this.#progress.current?.table === target ? this.#progress.current : undefined;
    if (begun !== undefined && begun.keyOrder !== keyOrder) {
      const message = `${target}: its rows were read in another order before, so it cannot be told which were compared. Verify anew: ${AGAIN}`;
      throw new SetupError([{ table: target, message }], { next: AGAIN });
    }
    return {
      begun: begun ?? { position: AT_START, tally: newTally(table) },
      keep: (point) => this.#keep({ ...this.#progress, current: { table: target, keyOrder, ...point } }),
    };
  }

  async finish({ target }: PlanTable, verified: VerifiedTable): Promise<void> {
    const { current: _done, ...progress } = this.#progress;
    await this.#keep({ ...progress, tables: { ...progress.tables, [target]: verified } });
  }

  async #keep(progress: FullProgress): Promise<void> {
    this.#progress = progress;
    await this.#keeper.keep(progress);
  }
}

function whyNot(resumed: FullProgress | null, now: Identity): string | undefined {
  if (resumed === null) return "no full verification was interrupted with this report directory";
  const { runId, planHash, rules, mark } = resumed.identity;
  if (runId !== now.runId) return `what was verified is run ${runId}, and the newest one is ${now.runId}`;
  if (planHash !== now.planHash) return "the mapping has changed since";
  if (rules !== now.rules) return 'the "sum" or "tenant" of a table has changed since';
  return now.mark === null || outdatedBy(mark, now.mark) !== undefined
    ? "rows were loaded or refs resolved since, or are being loaded now"
    : undefined;
}
