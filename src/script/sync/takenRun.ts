import { GONE_START, HIDDEN_START, SYNC_START } from "../../shared/legacyId.ts";
import type { Plan } from "../../shared/plan.ts";
import type { Begun, Run } from "../../shared/run.ts";
import { sortedByScript } from "../keyOrder.ts";
import type { MigrationIo } from "../migrationIo.ts";

const STARTS = { synced: SYNC_START, gone: GONE_START, hidden: HIDDEN_START };

/** Another script has taken the run up since it was looked at: what was learnt of the ledger since may not hold. */
export class TakenMeanwhile extends Error {
  override name = "TakenMeanwhile";
}

/** The newest run, taken up when there is the first thing to write: a round that changes nothing leaves it alone. */
export class TakenRun {
  readonly #io: Pick<MigrationIo, "deployment" | "module" | "source">;
  readonly #plan: Plan;
  readonly #knownEpoch: number | undefined;
  #taken: Promise<Run> | undefined;
  #names = 0;

  /** @param knownEpoch Of the run as it was looked at; undefined where it is taken up before anything is read. */
  constructor(
    io: Pick<MigrationIo, "deployment" | "module" | "source">,
    plan: Plan,
    knownEpoch: number | undefined,
  ) {
    this.#io = io;
    this.#plan = plan;
    this.#knownEpoch = knownEpoch;
  }

  get isTaken(): boolean {
    return this.#taken !== undefined;
  }

  /**
   * @throws MigrationError NO_RUN, RUN_OPEN, RUN_FINISHED, RUN_UNDOING or PLAN_CHANGED where it cannot be brought up to date.
   * @throws TakenMeanwhile Once it is taken up: the same work again finds it as it is now.
   */
  take(): Promise<Run> {
    this.#taken ??= this.#begin();
    return this.#taken;
  }

  /** A name in the ledger that no other batch has: no two scripts share an epoch. */
  async nextName(kind: keyof typeof STARTS): Promise<string> {
    const { epoch } = await this.take();
    this.#names += 1;
    return `${STARTS[kind]}${epoch}:${this.#names}`;
  }

  /** Closes the run, if it was taken up. */
  async close(): Promise<void> {
    if (this.#taken === undefined) return;
    const { runId, epoch } = await this.#taken;
    await this.#io.deployment.call(`${this.#io.module}:advance`, {
      runId,
      epoch,
      step: { kind: "finished" },
    });
  }

  async #begin(): Promise<Run> {
    const { deployment, module, source } = this.#io;
    const { run } = await deployment.call<Begun>(`${module}:begin`, {
      ...{ planHash: this.#plan.hash, startNew: false, retry: false, sync: true },
      sortedByScript: sortedByScript(source, this.#plan.tables),
    });
    if (this.#knownEpoch !== undefined && run.epoch !== this.#knownEpoch + 1) throw new TakenMeanwhile();
    return run;
  }
}
